/** exp(H(p)) of a law p of `length` entries at `from`: 1 where it is certain, `length` where it is uniform (Hill 1973, order 1). */
export function effectiveNumber(p: ArrayLike<number>, from = 0, length = p.length): number {
  let entropy = 0
  for (let k = 0; k < length; k++) {
    const q = p[from + k]!
    if (q > 0) entropy -= q * Math.log(q)
  }
  return Math.exp(entropy)
}
