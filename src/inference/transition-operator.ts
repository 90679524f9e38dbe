/** Entries below this are watched for underflow: two factors above it never lose precision. */
export const NEGLIGIBLE = 1e-150

/** Products with the transition probabilities for one kind of `Transitions`, prepared once a call. [K] vectors start at their offsets. */
export interface TransitionOperator {
  /** A lower bound on the positive entries. */
  readonly leastEntry: number
  /** next[k] = Σ_j now[j]·p(z_{t+1} = k | z_t = j) */
  advance(t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void
  /** now[j] = Σ_k p(z_{t+1} = k | z_t = j)·next[k] */
  retreat(t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void
  /** Adds Σ_t filtered_t(j)·p(j → k)·weights_{t+1}(k) to `counts`; both arrays [T][K]. */
  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void
}
