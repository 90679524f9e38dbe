import { isAcross, parameter, parameterAgain, parameterStep, total } from './layout'
import { denseProduct, denseStep, rowSum, rowSumAgain, sparseProduct } from './matrix'
import { exponent, inverseScale, mantissa, multiplyScales, settleScales } from './scale-product'
import { alive, aliveAgain, LEAST_SCALE, Segment } from './segment'

/**
 * Scaled forward recursion over a segment, forward_u(k) = density_u(k) · scale_u · Σ_j forward_{u−1}(j)·p(j → k), where scale_u is the
 * power of two that brings the sum of step u − 1 between 1 and 2: exact, and off the critical path. The likelihood is
 * the last sum divided by all scales.
 */
export function forward<L>(s: Segment): void {
  const bytes = <usize>s.pairs * 32
  const step = parameterStep<L>()
  // Short rows: what it takes to keep the sums in memory costs more than a second look at the row.
  const short = s.sparse != 0 || s.pairs <= 4
  let row = s.forward
  let density = s.densities
  let scale = s.scale
  let r0 = v128.load(scale)
  let r1 = v128.load(scale, 16)
  let exponents0 = v128.load(s.product)
  let exponents1 = v128.load(s.product, 16)
  let sound0 = v128.load(s.sound)
  let sound1 = v128.load(s.sound, 16)
  const least = f64x2.splat(LEAST_SCALE)
  for (let u = 0; u < s.steps; u++, density += s.stride) {
    const before = row
    row += s.stride
    scale += 32
    let s0 = f64x2.splat(0)
    let s1 = s0
    if (u == 0 && s.first) {
      for (let p: usize = 0, at = s.initial; p < bytes; p += 32, at += step) {
        const w = parameter<L>(at)
        const y0 = f64x2.mul(v128.load(density + p), w)
        const y1 = f64x2.mul(v128.load(density + p, 16), parameterAgain<L>(at, w))
        v128.store(row + p, y0)
        v128.store(row + p, y1, 16)
        s0 = f64x2.add(s0, y0)
        s1 = f64x2.add(s1, y1)
      }
    } else if (short) {
      if (s.sparse) sparseProduct<L>(before, s.states, s.into, row)
      else denseProduct<L>(before, s.states, s.pairs, s.into, row)
      for (let p: usize = 0; p < bytes; p += 32) {
        const y0 = f64x2.mul(v128.load(row + p), f64x2.mul(v128.load(density + p), r0))
        const y1 = f64x2.mul(v128.load(row + p, 16), f64x2.mul(v128.load(density + p, 16), r1))
        v128.store(row + p, y0)
        v128.store(row + p, y1, 16)
        s0 = f64x2.add(s0, y0)
        s1 = f64x2.add(s1, y1)
      }
    } else {
      denseStep<L>(before, s.states, s.pairs, s.into, row, density, r0, r1)
      s0 = rowSum()
      s1 = rowSumAgain()
    }
    if (!isAcross<L>()) s0 = s1 = total(s0, s1)
    if (u >= s.full - 1) {
      const in0 = alive(s.lengths, u)
      const in1 = aliveAgain(s.lengths, u)
      const end0 = v128.andnot(in0, alive(s.lengths, u + 1))
      const end1 = v128.andnot(in1, aliveAgain(s.lengths, u + 1))
      const last = s.product + 32
      v128.store(last, v128.bitselect(mantissa(s0), v128.load(last), end0))
      v128.store(last, v128.bitselect(mantissa(s1), v128.load(last, 16), end1), 16)
      const one = f64x2.splat(1)
      s0 = v128.bitselect(s0, one, in0)
      s1 = v128.bitselect(s1, one, in1)
    }
    sound0 = v128.and(sound0, f64x2.ge(s0, least))
    sound1 = v128.and(sound1, f64x2.ge(s1, least))
    exponents0 = i64x2.add(exponents0, exponent(s0))
    exponents1 = i64x2.add(exponents1, exponent(s1))
    r0 = inverseScale(s0)
    r1 = inverseScale(s1)
    v128.store(scale, r0)
    v128.store(scale, r1, 16)
  }
  v128.store(s.product, exponents0)
  v128.store(s.product, exponents1, 16)
  v128.store(s.sound, sound0)
  v128.store(s.sound, sound1, 16)
}

/** A gate without memory: p(z_t = k) is the same at each step. Fills `forward` with posteriors. */
export function independent<L>(s: Segment): void {
  const bytes = <usize>s.pairs * 32
  const step = parameterStep<L>()
  let sound0 = v128.load(s.sound)
  let sound1 = v128.load(s.sound, 16)
  const least = f64x2.splat(LEAST_SCALE)
  const one = f64x2.splat(1)
  for (let u = 0; u < s.steps; u++) {
    const density = s.densities + <usize>u * s.stride
    const row = s.forward + <usize>(u + 1) * s.stride
    let s0 = f64x2.splat(0)
    let s1 = s0
    for (let p: usize = 0, at = s.initial; p < bytes; p += 32, at += step) {
      const w = parameter<L>(at)
      const y0 = f64x2.mul(v128.load(density + p), w)
      const y1 = f64x2.mul(v128.load(density + p, 16), parameterAgain<L>(at, w))
      v128.store(row + p, y0)
      v128.store(row + p, y1, 16)
      s0 = f64x2.add(s0, y0)
      s1 = f64x2.add(s1, y1)
    }
    if (!isAcross<L>()) s0 = s1 = total(s0, s1)
    if (u >= s.full) {
      s0 = v128.bitselect(s0, one, alive(s.lengths, u))
      s1 = v128.bitselect(s1, one, aliveAgain(s.lengths, u))
    }
    sound0 = v128.and(sound0, f64x2.ge(s0, least))
    sound1 = v128.and(sound1, f64x2.ge(s1, least))
    multiplyScales(s.product, s0, s1)
    if ((u & 255) == 255) settleScales(s.product)
    const r0 = f64x2.div(one, s0)
    const r1 = f64x2.div(one, s1)
    for (let p: usize = 0; p < bytes; p += 32) {
      v128.store(row + p, f64x2.mul(v128.load(row + p), r0))
      v128.store(row + p, f64x2.mul(v128.load(row + p, 16), r1), 16)
    }
  }
  settleScales(s.product)
  v128.store(s.sound, sound0)
  v128.store(s.sound, sound1, 16)
}
