import { HELD_UP } from './exp'
import { addSparse, addDense } from './counts'
import { isAcross, parameter, parameterAgain, parameterStep, total } from './layout'
import { denseProduct, sparseProduct } from './matrix'
import { alive, aliveAgain, BLOCK, GREATEST_BACKWARD, Segment } from './segment'
import { collect } from './statistics'

/**
 * Backward recursion over a segment after `forward`, with b_u(k) = p(x_{u+1:T} | z_u = k) scaled so that Σ_k forward_u(k)·b_u(k) = 1:
 * posterior_u(k) = forward_u(k)·b_u(k), weight_u(k) = density_u(k)·scale_u·b_u(k), b_{u−1}(j) = Σ_k p(j → k)·weight_u(k).
 * Begins on `backward`, the b of the last step (set here for lanes that end in this segment), and leaves there that of the
 * step before the segment. Adds counts and statistics; densities become weights.
 *
 * `checked`: watches what underflow may have cost. Densities that were held up only add to the likelihood, by no more than the
 * posterior mass that is found on them (`doubtful`); a product that vanished was below 1e-300, and cost at most that times b
 * (lanes in which b exceeds 1e200 are not `sound`).
 */
export function backward<L>(s: Segment, checked: bool): void {
  let to = s.steps
  while (to > 0) {
    // Blocks begin at multiples of their length, wherever segments begin: sums have the same order.
    const from = (to - 1) & ~(BLOCK - 1)
    for (let u = to - 1; u >= from; u--) {
      if (u >= s.full - 1) endLanes<L>(s, u)
      posteriorsAndWeights<L>(s, u, from, checked)
      if (u > 0 || !s.first) {
        const weight = s.densities + <usize>u * s.stride
        if (s.sparse) sparseProduct<L>(weight, s.states, s.outOf, s.backward)
        else denseProduct<L>(weight, s.states, s.pairs, s.outOf, s.backward)
      }
    }
    const skip = from == 0 && s.first ? 1 : 0
    const pairs = to - from - skip
    if (pairs > 0) {
      const rows = s.forward + <usize>(from + skip) * s.stride
      const weights = s.densities + <usize>(from + skip) * s.stride
      if (s.sparse) addSparse<L>(s, pairs, rows, weights)
      else addDense<L>(s, pairs, rows, weights)
    }
    collect<L>(s, from, to - from)
    to = from
  }
  if (s.first) addStarts(s)
}

/** Sets b in lanes whose sequence ends at step u. */
@inline
function endLanes<L>(s: Segment, u: i32): void {
  const in0 = v128.andnot(alive(s.lengths, u), alive(s.lengths, u + 1))
  const in1 = v128.andnot(aliveAgain(s.lengths, u), aliveAgain(s.lengths, u + 1))
  if (!v128.any_true(v128.or(in0, in1))) return
  const one = f64x2.splat(1)
  let s0 = f64x2.splat(0)
  let s1 = s0
  const row = s.forward + <usize>(u + 1) * s.stride
  for (let p = row, end = row + <usize>s.pairs * 32; p < end; p += 32) {
    s0 = f64x2.add(s0, v128.load(p))
    s1 = f64x2.add(s1, v128.load(p, 16))
  }
  if (!isAcross<L>()) s0 = s1 = total(s0, s1)
  const r0 = f64x2.div(one, s0)
  const r1 = f64x2.div(one, s1)
  const step = parameterStep<L>()
  const bytes = <usize>s.pairs * 32
  for (let p: usize = 0, at = s.terminal; p < bytes; p += 32, at += step) {
    const w = parameter<L>(at)
    const b = s.backward + p
    v128.store(b, v128.bitselect(f64x2.mul(r0, w), v128.load(b), in0))
    v128.store(b, v128.bitselect(f64x2.mul(r1, parameterAgain<L>(at, w)), v128.load(b, 16), in1), 16)
  }
}

@inline
function posteriorsAndWeights<L>(s: Segment, u: i32, from: i32, checked: bool): void {
  const bytes = <usize>s.pairs * 32
  const row = s.forward + <usize>(u + 1) * s.stride
  const density = s.densities + <usize>u * s.stride
  const posterior = s.posterior + <usize>(u - from) * s.stride
  const r0 = v128.load(s.scale + <usize>u * 32)
  const r1 = v128.load(s.scale + <usize>u * 32, 16)
  if (u < s.full && !checked) {
    for (let p: usize = 0; p < bytes; p += 32) {
      const b0 = v128.load(s.backward + p)
      const b1 = v128.load(s.backward + p, 16)
      v128.store(posterior + p, f64x2.mul(b0, v128.load(row + p)))
      v128.store(posterior + p, f64x2.mul(b1, v128.load(row + p, 16)), 16)
      v128.store(density + p, f64x2.mul(f64x2.mul(v128.load(density + p), r0), b0))
      v128.store(density + p, f64x2.mul(f64x2.mul(v128.load(density + p, 16), r1), b1), 16)
    }
    return
  }
  const in0 = alive(s.lengths, u)
  const in1 = aliveAgain(s.lengths, u)
  const held = f64x2.splat(HELD_UP)
  const greatest = f64x2.splat(GREATEST_BACKWARD)
  let doubt0 = v128.load(s.doubtful)
  let doubt1 = v128.load(s.doubtful, 16)
  let fine0 = f64x2.eq(greatest, greatest)
  let fine1 = fine0
  for (let p: usize = 0; p < bytes; p += 32) {
    const b0 = v128.and(v128.load(s.backward + p), in0)
    const b1 = v128.and(v128.load(s.backward + p, 16), in1)
    const d0 = v128.load(density + p)
    const d1 = v128.load(density + p, 16)
    const g0 = f64x2.mul(b0, v128.load(row + p))
    const g1 = f64x2.mul(b1, v128.load(row + p, 16))
    if (checked) {
      fine0 = v128.and(fine0, f64x2.le(b0, greatest))
      fine1 = v128.and(fine1, f64x2.le(b1, greatest))
      doubt0 = f64x2.add(doubt0, v128.and(g0, f64x2.le(d0, held)))
      doubt1 = f64x2.add(doubt1, v128.and(g1, f64x2.le(d1, held)))
    }
    v128.store(posterior + p, g0)
    v128.store(posterior + p, g1, 16)
    v128.store(density + p, f64x2.mul(f64x2.mul(d0, r0), b0))
    v128.store(density + p, f64x2.mul(f64x2.mul(d1, r1), b1), 16)
  }
  if (checked) {
    v128.store(s.doubtful, doubt0)
    v128.store(s.doubtful, doubt1, 16)
    v128.store(s.sound, v128.and(v128.load(s.sound), fine0))
    v128.store(s.sound, v128.and(v128.load(s.sound, 16), fine1), 16)
  }
}

/** The first block was the last to be filled: its first row are the posteriors of the first steps. */
@inline
function addStarts(s: Segment): void {
  const bytes = <usize>s.pairs * 32
  for (let p: usize = 0; p < bytes; p += 16)
    v128.store(s.starts + p, f64x2.add(v128.load(s.starts + p), v128.load(s.posterior + p)))
}

/** Statistics where the posteriors stand in `forward` already (a gate without memory). */
export function collectIndependent<L>(s: Segment): void {
  // From the last block to the first, as segments are taken.
  for (let from = (s.steps - 1) & ~(BLOCK - 1); from >= 0; from -= BLOCK) {
    const count = min(BLOCK, s.steps - from)
    for (let u = 0; u < count; u++) copyAlive(s, s.forward + <usize>(from + u + 1) * s.stride, u, from + u)
    collect<L>(s, from, count)
    if (from == 0 && s.first) addStarts(s)
  }
}

/** Statistics where the posterior is the same at all steps, the row `backward` (a gate that never changes). */
export function collectConstant<L>(s: Segment): void {
  for (let from = (s.steps - 1) & ~(BLOCK - 1); from >= 0; from -= BLOCK) {
    const count = min(BLOCK, s.steps - from)
    for (let u = 0; u < count; u++) copyAlive(s, s.backward, u, from + u)
    collect<L>(s, from, count)
    if (from == 0 && s.first) addStarts(s)
  }
}

/** Sums of log-densities over the steps of a segment, into the row `backward`; densities are logarithms. */
export function sumDensities<L>(s: Segment): void {
  const bytes = <usize>s.pairs * 32
  for (let from = 0; from < s.steps; from += BLOCK) {
    const to = min(from + BLOCK, s.steps)
    const begin = s.densities + <usize>from * s.stride
    for (let p: usize = 0; p < bytes; p += 16) {
      let sum = f64x2.splat(0)
      for (let u = from, row = begin + p; u < to; u++, row += s.stride) sum = f64x2.add(sum, v128.load(row))
      v128.store(s.backward + p, f64x2.add(v128.load(s.backward + p), sum))
    }
  }
}

@inline
function copyAlive(s: Segment, row: usize, place: i32, u: i32): void {
  const bytes = <usize>s.pairs * 32
  const posterior = s.posterior + <usize>place * s.stride
  const in0 = alive(s.lengths, u)
  const in1 = aliveAgain(s.lengths, u)
  for (let p: usize = 0; p < bytes; p += 32) {
    v128.store(posterior + p, v128.and(v128.load(row + p), in0))
    v128.store(posterior + p, v128.and(v128.load(row + p, 16), in1), 16)
  }
}
