import { fma, isAcross, parameter, parameterAgain, parameterStep } from './layout'

/** Sums of a row, lane by lane, that `denseStep` leaves. */
const sums: usize = memory.data(32, 16)

@inline
export function rowSum(): v128 {
  return v128.load(sums)
}

@inline
export function rowSumAgain(): v128 {
  return v128.load(sums, 16)
}

@inline
function addToSums(first: v128, second: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), first))
  v128.store(sums, f64x2.add(v128.load(sums, 16), second), 16)
}

@inline
function scaled<E>(): bool {
  return isFloat<E>()
}

/** The state's number in all lanes of a sequence: a vector Across, splat Within. */
@inline
function source<L>(at: usize): v128 {
  return isAcross<L>() ? v128.load(at) : v128.load_splat<f64>(at)
}

@inline
function sourceAgain<L>(at: usize, first: v128): v128 {
  return isAcross<L>() ? v128.load(at, 16) : first
}

@inline
function panel4<L, E>(from: usize, states: i32, matrix: usize, to: usize, density: usize, r0: v128, r1: v128): void {
  const step: usize = isAcross<L>() ? 32 : 8
  const width = parameterStep<L>()
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0
  for (let i = 0; i < states; i++, from += step, matrix += 4 * width) {
    const v0 = source<L>(from)
    const v1 = sourceAgain<L>(from, v0)
    const wa = parameter<L>(matrix)
    a0 = fma(v0, wa, a0)
    a1 = fma(v1, parameterAgain<L>(matrix, wa), a1)
    const wb = parameter<L>(matrix + width)
    b0 = fma(v0, wb, b0)
    b1 = fma(v1, parameterAgain<L>(matrix + width, wb), b1)
    const wc = parameter<L>(matrix + 2 * width)
    c0 = fma(v0, wc, c0)
    c1 = fma(v1, parameterAgain<L>(matrix + 2 * width, wc), c1)
    const wd = parameter<L>(matrix + 3 * width)
    d0 = fma(v0, wd, d0)
    d1 = fma(v1, parameterAgain<L>(matrix + 3 * width, wd), d1)
  }
  if (scaled<E>()) {
    a0 = f64x2.mul(a0, f64x2.mul(v128.load(density), r0))
    a1 = f64x2.mul(a1, f64x2.mul(v128.load(density, 16), r1))
    b0 = f64x2.mul(b0, f64x2.mul(v128.load(density, 32), r0))
    b1 = f64x2.mul(b1, f64x2.mul(v128.load(density, 48), r1))
    c0 = f64x2.mul(c0, f64x2.mul(v128.load(density, 64), r0))
    c1 = f64x2.mul(c1, f64x2.mul(v128.load(density, 80), r1))
    d0 = f64x2.mul(d0, f64x2.mul(v128.load(density, 96), r0))
    d1 = f64x2.mul(d1, f64x2.mul(v128.load(density, 112), r1))
    addToSums(f64x2.add(f64x2.add(a0, b0), f64x2.add(c0, d0)), f64x2.add(f64x2.add(a1, b1), f64x2.add(c1, d1)))
  }
  v128.store(to, a0)
  v128.store(to, a1, 16)
  v128.store(to, b0, 32)
  v128.store(to, b1, 48)
  v128.store(to, c0, 64)
  v128.store(to, c1, 80)
  v128.store(to, d0, 96)
  v128.store(to, d1, 112)
}

@inline
function panel2<L, E>(from: usize, states: i32, matrix: usize, to: usize, density: usize, r0: v128, r1: v128): void {
  const step: usize = isAcross<L>() ? 32 : 8
  const width = parameterStep<L>()
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0
  for (let i = 0; i < states; i++, from += step, matrix += 2 * width) {
    const v0 = source<L>(from)
    const v1 = sourceAgain<L>(from, v0)
    const wa = parameter<L>(matrix)
    a0 = fma(v0, wa, a0)
    a1 = fma(v1, parameterAgain<L>(matrix, wa), a1)
    const wb = parameter<L>(matrix + width)
    b0 = fma(v0, wb, b0)
    b1 = fma(v1, parameterAgain<L>(matrix + width, wb), b1)
  }
  if (scaled<E>()) {
    a0 = f64x2.mul(a0, f64x2.mul(v128.load(density), r0))
    a1 = f64x2.mul(a1, f64x2.mul(v128.load(density, 16), r1))
    b0 = f64x2.mul(b0, f64x2.mul(v128.load(density, 32), r0))
    b1 = f64x2.mul(b1, f64x2.mul(v128.load(density, 48), r1))
    addToSums(f64x2.add(a0, b0), f64x2.add(a1, b1))
  }
  v128.store(to, a0)
  v128.store(to, a1, 16)
  v128.store(to, b0, 32)
  v128.store(to, b1, 48)
}

@inline
function panel1<L, E>(from: usize, states: i32, matrix: usize, to: usize, density: usize, r0: v128, r1: v128): void {
  const step: usize = isAcross<L>() ? 32 : 8
  const width = parameterStep<L>()
  let a0 = f64x2.splat(0), a1 = a0
  for (let i = 0; i < states; i++, from += step, matrix += width) {
    const v0 = source<L>(from)
    const wa = parameter<L>(matrix)
    a0 = fma(v0, wa, a0)
    a1 = fma(sourceAgain<L>(from, v0), parameterAgain<L>(matrix, wa), a1)
  }
  if (scaled<E>()) {
    a0 = f64x2.mul(a0, f64x2.mul(v128.load(density), r0))
    a1 = f64x2.mul(a1, f64x2.mul(v128.load(density, 16), r1))
    addToSums(a0, a1)
  }
  v128.store(to, a0)
  v128.store(to, a1, 16)
}

/**
 * to[j] = Σ_i from[i]·m[i][j] for rows of K states. The matrix comes in panels of 4, then 2, then 1 pairs of destinations,
 * each [K][pairs of the panel]. With E = f64 each number is also multiplied by density[j]·r, and they are added to the sums.
 */
@inline
function product<L, E>(
  from: usize,
  states: i32,
  pairs: i32,
  matrix: usize,
  to: usize,
  density: usize,
  r0: v128,
  r1: v128,
): void {
  const panel = <usize>states * parameterStep<L>()
  let p = 0
  for (; p + 4 <= pairs; p += 4, to += 128, density += 128, matrix += 4 * panel)
    panel4<L, E>(from, states, matrix, to, density, r0, r1)
  if (p + 2 <= pairs) {
    panel2<L, E>(from, states, matrix, to, density, r0, r1)
    p += 2
    to += 64
    density += 64
    matrix += 2 * panel
  }
  if (p < pairs) panel1<L, E>(from, states, matrix, to, density, r0, r1)
}

@inline
export function denseProduct<L>(from: usize, states: i32, pairs: i32, matrix: usize, to: usize): void {
  const none = f64x2.splat(0)
  product<L, i32>(from, states, pairs, matrix, to, 0, none, none)
}

/** The product times densities and scale; its sums are in `rowSum` and `rowSumAgain`. */
@inline
export function denseStep<L>(
  from: usize,
  states: i32,
  pairs: i32,
  matrix: usize,
  to: usize,
  density: usize,
  r0: v128,
  r1: v128,
): void {
  const zero = f64x2.splat(0)
  v128.store(sums, zero)
  v128.store(sums, zero, 16)
  product<L, f64>(from, states, pairs, matrix, to, density, r0, r1)
}

/**
 * to[j] = Σ from[i]·m[i][j] over the entries (i, j) that are there: K + 1 starts (i32, padded to 8 bytes), then for each entry
 * an i32 i in 8 bytes and an f64 m.
 */
@inline
export function sparseProduct<L>(from: usize, states: i32, matrix: usize, to: usize): void {
  const entries = matrix + ((<usize>(states + 1) * 4 + 7) & ~7)
  for (let j = 0; j < states; j++) {
    const end = entries + (<usize>load<i32>(matrix, 4) << 4)
    let entry = entries + (<usize>load<i32>(matrix) << 4)
    matrix += 4
    if (isAcross<L>()) {
      let a0 = f64x2.splat(0), a1 = a0
      for (; entry < end; entry += 16) {
        const row = from + (<usize>load<i32>(entry) << 5)
        const w = v128.load_splat<f64>(entry, 8)
        a0 = fma(v128.load(row), w, a0)
        a1 = fma(v128.load(row, 16), w, a1)
      }
      v128.store(to, a0)
      v128.store(to, a1, 16)
      to += 32
    } else {
      let a: f64 = 0
      for (; entry < end; entry += 16) a += load<f64>(from + (<usize>load<i32>(entry) << 3)) * load<f64>(entry, 8)
      store<f64>(to, a)
      to += 8
    }
  }
}
