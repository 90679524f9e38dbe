/** Index of the greatest of `length` numbers at `from`; exact ties go to the lower one. */
export function mostProbable(p: ArrayLike<number>, from: number, length: number): number {
  let best = 0
  for (let k = 1; k < length; k++) if (p[from + k]! > p[from + best]!) best = k
  return best
}
