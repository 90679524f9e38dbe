import {
  fma,
  fnma,
  isAcross,
  observation,
  observationAgain,
  observationStep,
  parameter,
  parameterAgain,
  parameterStep,
} from './layout'
import { Expert, Segment } from './segment'

/**
 * Each expert adds its log-densities, in units of log 2 / 128, to rows from ≤ u < to. F says whether it is the first one:
 * i32 sets, f64 adds. Parameters are tables of rows of K numbers.
 */

@inline
function begin<F>(at: usize, constant: v128): v128 {
  return isInteger<F>() ? constant : f64x2.add(v128.load(at), constant)
}

@inline
function beginAgain<F>(at: usize, constant: v128): v128 {
  return isInteger<F>() ? constant : f64x2.add(v128.load(at, 16), constant)
}

/** Rows: Σ_d constants, then for each column mean, scale, constant. c_d − ((x_d − m_d)·s_d)². */
@inline
export function addDiagonal<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const step = parameterStep<L>()
  const table = <usize>s.pairs * step
  const cell = observationStep<L>()
  const width = <usize>e.columns * cell
  const masked = e.masked != 0
  if (!masked && e.columns == 1) {
    addColumn<L, F>(s, e, from, to)
    return
  }
  for (let u = from; u < to; u++) {
    const x = e.observations + <usize>u * width
    let row = s.densities + <usize>u * s.stride
    let at = e.parameters
    const end = at + table
    for (; at < end; at += step, row += 32) {
      let q0: v128, q1: v128
      let column = at + table
      if (masked) {
        const zero = f64x2.splat(0)
        q0 = begin<F>(row, zero)
        q1 = beginAgain<F>(row, zero)
        for (let d: usize = 0; d < width; d += cell, column += 3 * table) {
          const x0 = observation<L>(x + d)
          const x1 = observationAgain<L>(x + d, x0)
          const m = parameter<L>(column)
          const w = parameter<L>(column + table)
          const c = parameter<L>(column + 2 * table)
          const y0 = f64x2.mul(f64x2.sub(x0, m), w)
          const y1 = f64x2.mul(f64x2.sub(x1, parameterAgain<L>(column, m)), parameterAgain<L>(column + table, w))
          const c1 = parameterAgain<L>(column + 2 * table, c)
          q0 = f64x2.add(q0, v128.and(fnma(y0, y0, c), f64x2.eq(x0, x0)))
          q1 = f64x2.add(q1, v128.and(fnma(y1, y1, c1), f64x2.eq(x1, x1)))
        }
      } else {
        const c = parameter<L>(at)
        q0 = begin<F>(row, c)
        q1 = beginAgain<F>(row, parameterAgain<L>(at, c))
        for (let d: usize = 0; d < width; d += cell, column += 3 * table) {
          const x0 = observation<L>(x + d)
          const x1 = observationAgain<L>(x + d, x0)
          const m = parameter<L>(column)
          const w = parameter<L>(column + table)
          const y0 = f64x2.mul(f64x2.sub(x0, m), w)
          const y1 = f64x2.mul(f64x2.sub(x1, parameterAgain<L>(column, m)), parameterAgain<L>(column + table, w))
          q0 = fnma(y0, y0, q0)
          q1 = fnma(y1, y1, q1)
        }
      }
      v128.store(row, q0)
      v128.store(row, q1, 16)
    }
  }
}

/** The commonest case, a single column without missing cells. */
@inline
function addColumn<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const step = parameterStep<L>()
  const table = <usize>s.pairs * step
  for (let u = from; u < to; u++) {
    const x = e.observations + <usize>u * observationStep<L>()
    const x0 = observation<L>(x)
    const x1 = observationAgain<L>(x, x0)
    let row = s.densities + <usize>u * s.stride
    for (let at = e.parameters, end = at + table; at < end; at += step, row += 32) {
      const c = parameter<L>(at)
      const m = parameter<L>(at + table)
      const w = parameter<L>(at + 2 * table)
      const y0 = f64x2.mul(f64x2.sub(x0, m), w)
      const y1 = f64x2.mul(f64x2.sub(x1, parameterAgain<L>(at + table, m)), parameterAgain<L>(at + 2 * table, w))
      v128.store(row, fnma(y0, y0, begin<F>(row, c)))
      v128.store(row, fnma(y1, y1, beginAgain<F>(row, parameterAgain<L>(at, c))), 16)
    }
  }
}

/** Rows for each column: log-rate, rate. x·log λ − λ; a rate of 0 gives 1 to x = 0. log x! is the host's. */
@inline
export function addPoisson<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const step = parameterStep<L>()
  const table = <usize>s.pairs * step
  const cell = observationStep<L>()
  const width = <usize>e.columns * cell
  const zero = f64x2.splat(0)
  for (let u = from; u < to; u++) {
    const x = e.observations + <usize>u * width
    let row = s.densities + <usize>u * s.stride
    let at = e.parameters
    const end = at + table
    for (; at < end; at += step, row += 32) {
      let q0 = begin<F>(row, zero)
      let q1 = beginAgain<F>(row, zero)
      let column = at
      for (let d: usize = 0; d < width; d += cell, column += 2 * table) {
        const x0 = observation<L>(x + d)
        const x1 = observationAgain<L>(x + d, x0)
        const log = parameter<L>(column)
        const rate = parameter<L>(column + table)
        const y0 = v128.and(f64x2.mul(x0, log), f64x2.ne(x0, zero))
        const y1 = v128.and(f64x2.mul(x1, parameterAgain<L>(column, log)), f64x2.ne(x1, zero))
        q0 = f64x2.add(q0, v128.and(f64x2.sub(y0, rate), f64x2.eq(x0, x0)))
        q1 = f64x2.add(
          q1,
          v128.and(f64x2.sub(y1, parameterAgain<L>(column + table, rate)), f64x2.eq(x1, x1)),
        )
      }
      v128.store(row, q0)
      v128.store(row, q1, 16)
    }
  }
}

/** Rows: constant, D means, then the lower triangle of the whitening matrix W by rows. c − Σ_i (Σ_{j ≤ i} W_ij (x_j − m_j))². */
@inline
export function addJoint<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const step = parameterStep<L>()
  const table = <usize>s.pairs * step
  const cell = observationStep<L>()
  const columns = e.columns
  const width = <usize>columns * cell
  for (let u = from; u < to; u++) {
    const x = e.observations + <usize>u * width
    let row = s.densities + <usize>u * s.stride
    let at = e.parameters
    const end = at + table
    for (; at < end; at += step, row += 32) {
      const c = parameter<L>(at)
      let q0 = begin<F>(row, c)
      let q1 = beginAgain<F>(row, parameterAgain<L>(at, c))
      let place = at + table
      let y = e.scratch
      for (let d: usize = 0; d < width; d += cell, place += table, y += 32) {
        const x0 = observation<L>(x + d)
        const m = parameter<L>(place)
        v128.store(y, f64x2.sub(x0, m))
        v128.store(y, f64x2.sub(observationAgain<L>(x + d, x0), parameterAgain<L>(place, m)), 16)
      }
      for (let i = 1; i <= columns; i++) {
        let z0 = f64x2.splat(0)
        let z1 = z0
        y = e.scratch
        for (let j = 0; j < i; j++, place += table, y += 32) {
          const w = parameter<L>(place)
          z0 = fma(w, v128.load(y), z0)
          z1 = fma(parameterAgain<L>(place, w), v128.load(y, 16), z1)
        }
        q0 = fnma(z0, z0, q0)
        q1 = fnma(z1, z1, q1)
      }
      v128.store(row, q0)
      v128.store(row, q1, 16)
    }
  }
}

/**
 * A table of rows [K], one for each symbol; a step takes the row of its id, or the sum of the rows of its list
 * (a complete row of bits: all zeros, and what each one adds).
 */
@inline
export function addSymbols<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const bytes = <usize>s.states * 8
  for (let u = from; u < to; u++) {
    let row = s.densities + <usize>u * s.stride
    if (isAcross<L>()) {
      let r0 = symbolRow<L>(e, u, 0, bytes)
      let r1 = symbolRow<L>(e, u, 1, bytes)
      let r2 = symbolRow<L>(e, u, 2, bytes)
      let r3 = symbolRow<L>(e, u, 3, bytes)
      const end = r0 + bytes
      for (; r0 < end; r0 += 16, r1 += 16, r2 += 16, r3 += 16, row += 64) {
        const a = v128.load(r0)
        const b = v128.load(r1)
        const c = v128.load(r2)
        const d = v128.load(r3)
        v128.store(row, begin<F>(row, i64x2.shuffle(a, b, 0, 2)))
        v128.store(row, beginAgain<F>(row, i64x2.shuffle(c, d, 0, 2)), 16)
        v128.store(row, begin<F>(row + 32, i64x2.shuffle(a, b, 1, 3)), 32)
        v128.store(row, beginAgain<F>(row + 32, i64x2.shuffle(c, d, 1, 3)), 48)
      }
    } else {
      let r = symbolRow<L>(e, u, 0, bytes)
      const end = r + bytes
      for (; r < end; r += 32, row += 32) {
        v128.store(row, begin<F>(row, v128.load(r)))
        v128.store(row, beginAgain<F>(row, v128.load(r, 16)), 16)
      }
    }
  }
}

@inline
function symbolRow<L>(e: Expert, u: i32, lane: i32, bytes: usize): usize {
  const place = isAcross<L>() ? u * 4 + lane : u
  if (e.lists == 0) return e.parameters + <usize>load<i32>(e.observations + (<usize>place << 2)) * bytes
  const sum = e.scratch + <usize>lane * bytes
  const end = e.lists + (<usize>load<i32>(e.observations + (<usize>place << 2), 4) << 2)
  let id = e.lists + (<usize>load<i32>(e.observations + (<usize>place << 2)) << 2)
  const zero = f64x2.splat(0)
  for (let k: usize = 0; k < bytes; k += 16) v128.store(sum + k, zero)
  for (; id < end; id += 4) {
    const r = e.parameters + <usize>load<i32>(id) * bytes
    for (let k: usize = 0; k < bytes; k += 16)
      v128.store(sum + k, f64x2.add(v128.load(sum + k), v128.load(r + k)))
  }
  return sum
}

/** Log-densities that the host has computed: rows of the segment's own width. */
@inline
export function addGiven<L, F>(s: Segment, e: Expert, from: i32, to: i32): void {
  const bytes = <usize>s.pairs * 32
  for (let u = from; u < to; u++) {
    const given = e.observations + <usize>u * bytes
    const row = s.densities + <usize>u * s.stride
    for (let p: usize = 0; p < bytes; p += 32) {
      v128.store(row + p, begin<F>(row + p, v128.load(given + p)))
      v128.store(row + p, beginAgain<F>(row + p, v128.load(given + p, 16)), 16)
    }
  }
}
