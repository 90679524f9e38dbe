/** When a step is written. */
export type LagRule =
  /** Step t once x_{t+steps} is known, from p(z_t | x_{1:t+steps}). */
  | { readonly kind: 'fixed'; readonly steps: number }
  /**
   * Step t at the first L at which p(z_t | x_{1:t+L}, z_{t+L} = j) agrees over all possible j within `tolerance` in total
   * variation, at the latest at L = `most`. Whatever comes later, p(z_t | x_{1:T}) is a mixture of these laws, so it
   * is within the tolerance of what was written.
   */
  | { readonly kind: 'auto'; readonly most: number; readonly tolerance: number }

/** How long steps waited: until x_{t+lag} was known, or the sequence ended. */
export interface Lags {
  readonly steps: number
  readonly sum: number
  readonly longest: number
  /** Steps that were written at `most`, before the laws agreed. */
  readonly capped: number
}

/** Takes p(z_t = k | x_{1:t+lag}), [K], of the next step in turn; the array is valid during the call only. */
export type TakeMarginals = (marginals: Float64Array, lag: number) => void
