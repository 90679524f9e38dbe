import { fma } from './layout'
import { roots } from './roots'

/** Least argument, in units of log 2 / 128: that of exp(−300). */
export const LEAST_ARGUMENT: f64 = -55399.4895701362

/** exp(−300), and a little more: a density that was held up is no greater. */
export const HELD_UP: f64 = 5.2e-131

/** Twice each, as vectors: compilers fetch constants from memory faster than they build them. */
// biome-ignore format: one constant a line
const constants: usize = memory.data<f64>([
  6755399441055744.0, 6755399441055744.0,
  1.0, 1.0,
  0.0054152123481245725, 0.0054152123481245725,
  1.4662262387640425e-5, 1.4662262387640425e-5,
  2.646642144433097e-8, 2.646642144433097e-8,
  3.583032305400251e-11, 3.583032305400251e-11,
  3.880576156786539e-14, 3.880576156786539e-14,
])

/**
 * 2^(x / 128), that is exp of x in units of log 2 / 128, for LEAST_ARGUMENT ≤ x ≤ 0: relative error below 3e-16.
 * x = 128·e + i + f with |f| ≤ ½: 2^e · 2^(i / 128) · polynomial of degree 5 in f, (log 2 / 128)^n / n! (remainder below
 * 5e-19; table-driven as Tang 1989). Adding 1.5·2^52 rounds a double to an integer, which then stands in the low bits.
 */
@inline
export function exp(x: v128): v128 {
  const shift = v128.load(constants)
  const z = f64x2.add(x, shift)
  const f = f64x2.sub(x, f64x2.sub(z, shift))
  const f2 = f64x2.mul(f, f)
  const high = fma(f, v128.load(constants, 96), v128.load(constants, 80))
  const middle = fma(f, v128.load(constants, 64), v128.load(constants, 48))
  const low = fma(f, v128.load(constants, 32), v128.load(constants, 16))
  const p = fma(f2, fma(f2, high, middle), low)
  const i = <usize>(i32x4.extract_lane(z, 0) & 127)
  const j = <usize>(i32x4.extract_lane(z, 2) & 127)
  const root = v128.load_lane<f64>(roots + (j << 3), v128.load_zero<f64>(roots + (i << 3)), 1)
  const exponent = i64x2.shl(v128.and(z, i64x2.splat(~127)), 45)
  return f64x2.mul(p, i64x2.add(root, exponent))
}
