import { fma, isAcross } from './layout'
import { Segment } from './segment'

/**
 * Adds Σ_u row_u(i)·weight_u(j) over `count` steps to the sums of products, one each for (i, j): [K][K] vectors Across (two
 * partial sums), [K][K] doubles Within. The host multiplies by p(i → j) once at the end.
 */
@inline
export function addDense<L>(s: Segment, count: i32, rows: usize, weights: usize): void {
  if (isAcross<L>()) {
    let i = 0
    for (; i + 4 <= s.states; i += 4)
      for (let j = 0; j < s.states; j += 2) tile4Across(s, count, rows, weights, i, j)
    if (i < s.states) for (let j = 0; j < s.states; j += 2) tile2Across(s, count, rows, weights, i, j)
  } else {
    for (let i = 0; i < s.states; i += 4)
      for (let p = 0; p < s.pairs; p++) tileWithin(s, count, rows, weights, i, p)
  }
}

@inline
function tile4Across(s: Segment, count: i32, rows: usize, weights: usize, i: i32, j: i32): void {
  const line = <usize>s.states * 16
  const at = s.products + <usize>i * line + <usize>j * 16
  let a0 = v128.load(at), a1 = v128.load(at, 16)
  let b0 = v128.load(at + line), b1 = v128.load(at + line, 16)
  let c0 = v128.load(at + 2 * line), c1 = v128.load(at + 2 * line, 16)
  let d0 = v128.load(at + 3 * line), d1 = v128.load(at + 3 * line, 16)
  let row = rows + <usize>i * 32
  let weight = weights + <usize>j * 32
  for (let u = 0; u < count; u++, row += s.stride, weight += s.stride) {
    const x0 = v128.load(weight), y0 = v128.load(weight, 32)
    let v = v128.load(row)
    a0 = fma(v, x0, a0)
    a1 = fma(v, y0, a1)
    v = v128.load(row, 32)
    b0 = fma(v, x0, b0)
    b1 = fma(v, y0, b1)
    v = v128.load(row, 64)
    c0 = fma(v, x0, c0)
    c1 = fma(v, y0, c1)
    v = v128.load(row, 96)
    d0 = fma(v, x0, d0)
    d1 = fma(v, y0, d1)
    const x1 = v128.load(weight, 16), y1 = v128.load(weight, 48)
    v = v128.load(row, 16)
    a0 = fma(v, x1, a0)
    a1 = fma(v, y1, a1)
    v = v128.load(row, 48)
    b0 = fma(v, x1, b0)
    b1 = fma(v, y1, b1)
    v = v128.load(row, 80)
    c0 = fma(v, x1, c0)
    c1 = fma(v, y1, c1)
    v = v128.load(row, 112)
    d0 = fma(v, x1, d0)
    d1 = fma(v, y1, d1)
  }
  v128.store(at, a0)
  v128.store(at, a1, 16)
  v128.store(at + line, b0)
  v128.store(at + line, b1, 16)
  v128.store(at + 2 * line, c0)
  v128.store(at + 2 * line, c1, 16)
  v128.store(at + 3 * line, d0)
  v128.store(at + 3 * line, d1, 16)
}

@inline
function tile2Across(s: Segment, count: i32, rows: usize, weights: usize, i: i32, j: i32): void {
  const line = <usize>s.states * 16
  const at = s.products + <usize>i * line + <usize>j * 16
  let a0 = v128.load(at), a1 = v128.load(at, 16)
  let b0 = v128.load(at + line), b1 = v128.load(at + line, 16)
  let row = rows + <usize>i * 32
  let weight = weights + <usize>j * 32
  for (let u = 0; u < count; u++, row += s.stride, weight += s.stride) {
    const x0 = v128.load(weight), y0 = v128.load(weight, 32)
    const x1 = v128.load(weight, 16), y1 = v128.load(weight, 48)
    let v = v128.load(row)
    a0 = fma(v, x0, a0)
    a1 = fma(v, y0, a1)
    v = v128.load(row, 32)
    b0 = fma(v, x0, b0)
    b1 = fma(v, y0, b1)
    v = v128.load(row, 16)
    a0 = fma(v, x1, a0)
    a1 = fma(v, y1, a1)
    v = v128.load(row, 48)
    b0 = fma(v, x1, b0)
    b1 = fma(v, y1, b1)
  }
  v128.store(at, a0)
  v128.store(at, a1, 16)
  v128.store(at + line, b0)
  v128.store(at + line, b1, 16)
}

@inline
function tileWithin(s: Segment, count: i32, rows: usize, weights: usize, i: i32, p: i32): void {
  const line = <usize>s.states * 8
  const at = s.products + <usize>i * line + <usize>p * 32
  let a0 = v128.load(at), a1 = v128.load(at, 16)
  let b0 = v128.load(at + line), b1 = v128.load(at + line, 16)
  let c0 = v128.load(at + 2 * line), c1 = v128.load(at + 2 * line, 16)
  let d0 = v128.load(at + 3 * line), d1 = v128.load(at + 3 * line, 16)
  let row = rows + <usize>i * 8
  let weight = weights + <usize>p * 32
  for (let u = 0; u < count; u++, row += s.stride, weight += s.stride) {
    const x = v128.load(weight), y = v128.load(weight, 16)
    let v = v128.load_splat<f64>(row)
    a0 = fma(v, x, a0)
    a1 = fma(v, y, a1)
    v = v128.load_splat<f64>(row, 8)
    b0 = fma(v, x, b0)
    b1 = fma(v, y, b1)
    v = v128.load_splat<f64>(row, 16)
    c0 = fma(v, x, c0)
    c1 = fma(v, y, c1)
    v = v128.load_splat<f64>(row, 24)
    d0 = fma(v, x, d0)
    d1 = fma(v, y, d1)
  }
  v128.store(at, a0)
  v128.store(at, a1, 16)
  v128.store(at + line, b0)
  v128.store(at + line, b1, 16)
  v128.store(at + 2 * line, c0)
  v128.store(at + 2 * line, c1, 16)
  v128.store(at + 3 * line, d0)
  v128.store(at + 3 * line, d1, 16)
}

/** The same for compressed transitions, in the order of the entries of `into`: vectors Across, doubles Within. */
@inline
export function addSparse<L>(s: Segment, count: i32, rows: usize, weights: usize): void {
  const entries = s.into + ((<usize>(s.states + 1) * 4 + 7) & ~7)
  let out = s.products
  for (let j = 0; j < s.states; j++) {
    const end = entries + (<usize>load<i32>(s.into + (<usize>j << 2), 4) << 4)
    for (let entry = entries + (<usize>load<i32>(s.into + (<usize>j << 2)) << 4); entry < end; entry += 16) {
      const i = <usize>load<i32>(entry)
      if (isAcross<L>()) {
        let a = v128.load(out)
        let row = rows + (i << 5)
        let weight = weights + (<usize>j << 5)
        for (let u = 0; u < count; u++, row += s.stride, weight += s.stride) {
          a = fma(v128.load(row), v128.load(weight), a)
          a = fma(v128.load(row, 16), v128.load(weight, 16), a)
        }
        v128.store(out, a)
        out += 16
      } else {
        let a = load<f64>(out)
        let row = rows + (i << 3)
        let weight = weights + (<usize>j << 3)
        for (let u = 0; u < count; u++, row += s.stride, weight += s.stride) a += load<f64>(row) * load<f64>(weight)
        store<f64>(out, a)
        out += 8
      }
    }
  }
}
