/**
 * Two layouts of a row of K numbers for each step, in pairs of vectors (4 doubles, 32 bytes):
 *
 * - `Across`: lanes run across 4 sequences; pair k holds state k of all four. Parameters are splat, observations are vectors.
 * - `Within`: lanes run over the states of one sequence; pair p holds the states 4p … 4p + 3. The other way round.
 *
 * The same source is compiled for both: the type argument L says which.
 */
export type Across = i32
export type Within = f64

@inline
export function isAcross<L>(): bool {
  return isInteger<L>()
}

/** Bytes from the parameter of one pair to that of the next. */
@inline
export function parameterStep<L>(): usize {
  return isAcross<L>() ? 8 : 32
}

/** Bytes that one observed number takes. */
@inline
export function observationStep<L>(): usize {
  return isAcross<L>() ? 32 : 8
}

/** First vector of a parameter's pair. */
@inline
export function parameter<L>(at: usize): v128 {
  return isAcross<L>() ? v128.load_splat<f64>(at) : v128.load(at)
}

/** Second vector of a parameter's pair, given the first. */
@inline
export function parameterAgain<L>(at: usize, first: v128): v128 {
  return isAcross<L>() ? first : v128.load(at, 16)
}

@inline
export function observation<L>(at: usize): v128 {
  return isAcross<L>() ? v128.load(at) : v128.load_splat<f64>(at)
}

@inline
export function observationAgain<L>(at: usize, first: v128): v128 {
  return isAcross<L>() ? v128.load(at, 16) : first
}

/** a·b + c, in one rounding where the binary is the relaxed one. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c)
  return f64x2.add(f64x2.mul(a, b), c)
}

/** c − a·b */
@inline
export function fnma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c)
  return f64x2.sub(c, f64x2.mul(a, b))
}

/** Sum of the 4 lanes of a pair where they are states of one sequence, in both lanes. */
@inline
export function total(first: v128, second: v128): v128 {
  const both = f64x2.add(first, second)
  return f64x2.add(both, i64x2.shuffle(both, both, 1, 0))
}
