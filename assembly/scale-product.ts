/**
 * The product of many sums of 4 lanes without logarithms: i64 exponents [4], then f64 mantissas [4]. A chain is scaled by powers of
 * two, which are exact and need no division: then only the exponents gather, and the mantissa is that of the last sum.
 */

@inline
export function mantissa(x: v128): v128 {
  return v128.or(v128.and(x, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3ff0000000000000))
}

@inline
export function exponent(x: v128): v128 {
  return i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023))
}

/** 2^−e for the sums m·2^e, 1 ≤ m < 2. */
@inline
export function inverseScale(sum: v128): v128 {
  return i64x2.sub(i64x2.splat(0x7fe0000000000000), v128.and(sum, i64x2.splat(0x7ff0000000000000)))
}

/** Multiplies the product by the scales (positive normal numbers). */
@inline
export function multiplyScales(product: usize, s0: v128, s1: v128): void {
  v128.store(product, i64x2.add(v128.load(product), exponent(s0)))
  v128.store(product, i64x2.add(v128.load(product, 16), exponent(s1)), 16)
  v128.store(product, f64x2.mul(v128.load(product, 32), mantissa(s0)), 32)
  v128.store(product, f64x2.mul(v128.load(product, 48), mantissa(s1)), 48)
}

/** Moves what the mantissas have gathered (after at most 1000 factors below 2) to the exponents. */
@inline
export function settleScales(product: usize): void {
  const m0 = v128.load(product, 32)
  const m1 = v128.load(product, 48)
  v128.store(product, i64x2.add(v128.load(product), exponent(m0)))
  v128.store(product, i64x2.add(v128.load(product, 16), exponent(m1)), 16)
  v128.store(product, mantissa(m0), 32)
  v128.store(product, mantissa(m1), 48)
}
