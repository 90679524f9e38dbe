/** "Never falls" means by no more than this, relative to 1 + |objective|: rounding. */
const roundingSlack = 1e-10
/** E-steps without a new best after which an approximate climb has converged. */
const patience = 3

/** Whether an objective is below the one before it by more than rounding. */
export function falls(objective: number, previous: number): boolean {
  return !(Number.isFinite(objective) && objective >= previous - roundingSlack * (1 + Math.abs(objective)))
}

/** How often the objective of an approximate engine fell, within segments (indices in `trace`). */
export function countFalls(trace: readonly number[], segments: readonly number[]): number {
  return trace.filter((objective, i) => !segments.includes(i) && i > 0 && falls(objective, trace[i - 1]!))
    .length
}

/**
 * Whether EM has ended at the last objective of a segment. An approximate engine's objective may fall, and rise again: then it has
 * ended when none of the latest three is above the best before them by more than the tolerance.
 */
export function hasConverged(segment: readonly number[], tolerance: number, approximate: boolean): boolean {
  const objective = segment.at(-1)!
  const slack = tolerance * (1 + Math.abs(objective))
  const rise = segment.length < 2 ? Number.POSITIVE_INFINITY : objective - segment.at(-2)!
  if (!approximate || rise >= 0) return rise <= slack
  const best = Math.max(...segment.slice(0, -patience))
  return segment.length > patience && segment.slice(-patience).every((late) => late - best <= slack)
}
