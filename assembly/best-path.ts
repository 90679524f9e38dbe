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
 * Follows the best paths of a segment back after `bestScores`: `path` [S][lanes] i32, `states` [lanes] i32 the state at the first
 * step after the segment, which becomes that of the segment's first step; `scores` [lanes] f64 receives δ of lanes that end here.
 * `outOf` holds [K][K] log p(j → k) by destination k. Exact ties go to the lower state.
 */
export function followBack<L>(s: Segment, states: usize, scores: usize, path: usize): void {
  const lanes: usize = isAcross<L>() ? 4 : 1
  const step: usize = isAcross<L>() ? 32 : 8
  const line = <usize>s.states * 8
  for (let lane: usize = 0; lane < lanes; lane++) {
    const length = <i32>load<f64>(s.lengths + lane * 8)
    let state = load<i32>(states + lane * 4)
    for (let u = min(length, s.steps) - 1; u >= 0; u--) {
      const row = s.forward + <usize>(u + 1) * s.stride + lane * 8
      let best: f64
      let which = 0
      if (u == length - 1) {
        best = load<f64>(row)
        for (let i = 1; i < s.states; i++) {
          const x = load<f64>(row + <usize>i * step)
          if (x > best) {
            best = x
            which = i
          }
        }
        store<f64>(scores + lane * 8, best)
      } else {
        let m = s.outOf + <usize>state * line
        best = load<f64>(row) + load<f64>(m)
        let at = row
        for (let i = 1; i < s.states; i++) {
          at += step
          m += 8
          const x = load<f64>(at) + load<f64>(m)
          if (x > best) {
            best = x
            which = i
          }
        }
      }
      state = which
      store<i32>(path + (<usize>u * lanes + lane) * 4, state)
    }
    store<i32>(states + lane * 4, state)
  }
}
