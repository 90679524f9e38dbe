/** States in falling order of mass, equal ones by rising state. */
function before(mass: Float64Array, a: number, b: number): boolean {
  const x = mass[a]!
  const y = mass[b]!
  return x > y || (x === y && a < b)
}

/**
 * Reorders the first `count` entries of `states` so that the fewest that leave out no more than `budget` of the mass
 * stand first (of equal ones the lower states). `mass` is indexed by state. Weighted quickselect: time grows with
 * `count` alone. `budget` must be less than the whole mass.
 *
 * @returns how many stand first, at least 1 where there is any
 */
export function keepFewest(states: Int32Array, count: number, mass: Float64Array, budget: number): number {
  let left = budget
  // Those below an equal share of what may go can all go: one pass, and what is left to select from is short.
  const share = budget / count
  let end = 0
  for (let i = 0; i < count; i++) {
    const k = states[i]!
    const m = mass[k]!
    if (m <= share) {
      left -= m
      continue
    }
    states[i] = states[end]!
    states[end++] = k
  }
  let low = 0
  while (low < end) {
    // The pivot goes to `split`: larger ones stand before it, and what it and those behind it weigh is `tail`.
    const middle = (low + end) >> 1
    const pivot = states[middle]!
    states[middle] = states[end - 1]!
    states[end - 1] = pivot
    let split = low
    let tail = mass[pivot]!
    for (let i = low; i < end - 1; i++) {
      const k = states[i]!
      if (before(mass, k, pivot)) {
        states[i] = states[split]!
        states[split++] = k
      } else tail += mass[k]!
    }
    states[end - 1] = states[split]!
    states[split] = pivot
    if (tail <= left) {
      left -= tail
      end = split
    } else low = split + 1
  }
  return Math.max(end, Math.min(1, count))
}
