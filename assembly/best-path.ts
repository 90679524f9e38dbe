import { isAcross, parameter, parameterAgain, parameterStep } from './layout'
import { Segment } from './segment'

/**
 * Viterbi on logarithms (Rabiner 1989, eqs. 32-35): δ_u(k) = max_j (δ_{u−1}(j) + log p(j → k)) + log p(x_u | k), in the rows of
 * `forward`. `densities` are logarithms, `initial` and `into` too; dense only ([K][K] by destination in panels of one pair).
 */
export function bestScores<L>(s: Segment): void {
  const bytes = <usize>s.pairs * 32
  const step = parameterStep<L>()
  const source: usize = isAcross<L>() ? 32 : 8
  const panel = <usize>s.states * step
  for (let u = 0; u < s.steps; u++) {
    const before = s.forward + <usize>u * s.stride
    const row = before + s.stride
    const density = s.densities + <usize>u * s.stride
    if (u == 0 && s.first) {
      for (let p: usize = 0, at = s.initial; p < bytes; p += 32, at += step) {
        const w = parameter<L>(at)
        v128.store(row + p, f64x2.add(v128.load(density + p), w))
        v128.store(row + p, f64x2.add(v128.load(density + p, 16), parameterAgain<L>(at, w)), 16)
      }
      continue
    }
    let p: usize = 0
    let matrix = s.into
    for (; p + 64 <= bytes; p += 64, matrix += 2 * panel) {
      let a0 = f64x2.splat(-Infinity), a1 = a0, b0 = a0, b1 = a0
      let from = before
      let at = matrix
      for (let i = 0; i < s.states; i++, from += source, at += step) {
        const v0 = isAcross<L>() ? v128.load(from) : v128.load_splat<f64>(from)
        const v1 = isAcross<L>() ? v128.load(from, 16) : v0
        const w = parameter<L>(at)
        a0 = f64x2.pmax(a0, f64x2.add(v0, w))
        a1 = f64x2.pmax(a1, f64x2.add(v1, parameterAgain<L>(at, w)))
        const x = parameter<L>(at + panel)
        b0 = f64x2.pmax(b0, f64x2.add(v0, x))
        b1 = f64x2.pmax(b1, f64x2.add(v1, parameterAgain<L>(at + panel, x)))
      }
      v128.store(row + p, f64x2.add(a0, v128.load(density + p)))
      v128.store(row + p, f64x2.add(a1, v128.load(density + p, 16)), 16)
      v128.store(row + p, f64x2.add(b0, v128.load(density + p, 32)), 32)
      v128.store(row + p, f64x2.add(b1, v128.load(density + p, 48)), 48)
    }
    if (p < bytes) {
      let a0 = f64x2.splat(-Infinity), a1 = a0
      let from = before
      for (let i = 0; i < s.states; i++, from += source, matrix += step) {
        const v0 = isAcross<L>() ? v128.load(from) : v128.load_splat<f64>(from)
        const v1 = isAcross<L>() ? v128.load(from, 16) : v0
        const w = parameter<L>(matrix)
        a0 = f64x2.pmax(a0, f64x2.add(v0, w))
        a1 = f64x2.pmax(a1, f64x2.add(v1, parameterAgain<L>(matrix, w)))
      }
      v128.store(row + p, f64x2.add(a0, v128.load(density + p)))
      v128.store(row + p, f64x2.add(a1, v128.load(density + p, 16)), 16)
    }
  }
}

/**
 * Follows the best paths of a segment back after `bestScores`: `path` [lanes][S] i32, `states` [lanes] i32 the state at the first
 * step after the segment, which becomes that of the segment's first step; `scores` [lanes] f64 receives δ of lanes that end here.
 * `outOf` holds [K][K] log p(j → k) by destination k. Exact ties go to the lower state. Lanes take turns: each waits for its own
 * step before, and not for the others.
 */
export function followBack<L>(s: Segment, states: usize, scores: usize, path: usize): void {
  const lanes: usize = isAcross<L>() ? 4 : 1
  const step: usize = isAcross<L>() ? 32 : 8
  const line = <usize>s.states * 8
  for (let u = s.steps - 1; u >= 0; u--) {
    if (isAcross<L>() && u < s.full - 1) {
      bestIntoFour(s, u, states, path)
      continue
    }
    for (let lane: usize = 0; lane < lanes; lane++) {
      const length = <i32>load<f64>(s.lengths + lane * 8)
      if (u >= length) continue
      const row = s.forward + <usize>(u + 1) * s.stride + lane * 8
      const last = u == length - 1
      const state = last ? bestOf(row, step, s.states) : bestInto(row, step, s.states, s.outOf + <usize>load<i32>(states + lane * 4) * line)
      if (last) store<f64>(scores + lane * 8, load<f64>(row + <usize>state * step))
      store<i32>(states + lane * 4, state)
      store<i32>(path + (lane * <usize>s.steps + <usize>u) * 4, state)
    }
  }
}

@inline
function bestOf(row: usize, step: usize, states: i32): i32 {
  let best = load<f64>(row)
  let which = 0
  for (let i = 1; i < states; i++) {
    row += step
    const x = load<f64>(row)
    which = select<i32>(i, which, x > best)
    best = max(best, x)
  }
  return which
}

@inline
function bestInto(row: usize, step: usize, states: i32, logarithms: usize): i32 {
  let best = load<f64>(row) + load<f64>(logarithms)
  let which = 0
  for (let i = 1; i < states; i++) {
    row += step
    logarithms += 8
    const x = load<f64>(row) + load<f64>(logarithms)
    which = select<i32>(i, which, x > best)
    best = max(best, x)
  }
  return which
}

/** All four lanes, which go on after step u: each has a destination of its own. */
@inline
function bestIntoFour(s: Segment, u: i32, states: usize, path: usize): void {
  const line = <usize>s.states * 8
  let a = s.outOf + <usize>load<i32>(states) * line
  let b = s.outOf + <usize>load<i32>(states, 4) * line
  let c = s.outOf + <usize>load<i32>(states, 8) * line
  let d = s.outOf + <usize>load<i32>(states, 12) * line
  let row = s.forward + <usize>(u + 1) * s.stride
  let best0 = f64x2.add(v128.load(row), pairOf(a, b))
  let best1 = f64x2.add(v128.load(row, 16), pairOf(c, d))
  let which0 = i64x2.splat(0)
  let which1 = which0
  let number = which0
  const one = i64x2.splat(1)
  for (let i = 1; i < s.states; i++) {
    row += 32
    a += 8
    b += 8
    c += 8
    d += 8
    number = i64x2.add(number, one)
    const x0 = f64x2.add(v128.load(row), pairOf(a, b))
    const x1 = f64x2.add(v128.load(row, 16), pairOf(c, d))
    const more0 = f64x2.gt(x0, best0)
    const more1 = f64x2.gt(x1, best1)
    which0 = v128.bitselect(number, which0, more0)
    which1 = v128.bitselect(number, which1, more1)
    best0 = f64x2.pmax(best0, x0)
    best1 = f64x2.pmax(best1, x1)
  }
  const found = i32x4.shuffle(which0, which1, 0, 2, 4, 6)
  v128.store(states, found)
  const steps = <usize>s.steps * 4
  const to = path + <usize>u * 4
  store<i32>(to, i32x4.extract_lane(found, 0))
  store<i32>(to + steps, i32x4.extract_lane(found, 1))
  store<i32>(to + 2 * steps, i32x4.extract_lane(found, 2))
  store<i32>(to + 3 * steps, i32x4.extract_lane(found, 3))
}

@inline
function pairOf(first: usize, second: usize): v128 {
  return v128.load_lane<f64>(second, v128.load_zero<f64>(first), 1)
}
