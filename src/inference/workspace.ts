/** Numbers that a buffer may keep between calls (32 MiB); what a longer call needed is let go by the next shorter one. */
const KEPT = 1 << 22

/** The buffer itself where it has room for `length` numbers, else a larger one; contents are not kept. */
export function roomFor(buffer: Float64Array, length: number): Float64Array {
  const oversized = buffer.length > KEPT && length <= KEPT
  if (buffer.length >= length && !oversized) return buffer
  return new Float64Array(Math.max(length, oversized ? 0 : Math.min(2 * buffer.length, KEPT)))
}

/** The arrays of forward and backward passes, reused from call to call. In log-space they hold logarithms. */
export class Workspace {
  /** [T][K] p(z_t = k | x_{1:t−1}); after a backward pass the smoothed marginals. */
  predicted: Float64Array = new Float64Array(0)
  /** [T][K] p(z_t = k | x_{1:t}) */
  filtered: Float64Array = new Float64Array(0)
  /**
   * [T][K] after a forward pass exp(log p(x_t | k) − max), after a backward pass
   * w_t(k) = p(x_{t:T} | z_t = k) / p(x_{t:T} | x_{1:t−1}).
   */
  weights: Float64Array = new Float64Array(0)
  /** [T] 1 / c_t */
  inverseScale: Float64Array = new Float64Array(0)
  /** [T] m_t, the greatest log-density of the states that are possible */
  greatest: Float64Array = new Float64Array(0)
  /** [T] log p(x_t | x_{1:t−1}), nats */
  logPredictive: Float64Array = new Float64Array(0)
  /** [K] one step of a backward pass */
  row: Float64Array = new Float64Array(0)

  reserve(steps: number, states: number): void {
    const cells = Math.max(1, steps) * states
    this.predicted = roomFor(this.predicted, cells)
    this.filtered = roomFor(this.filtered, cells)
    this.weights = roomFor(this.weights, cells)
    this.inverseScale = roomFor(this.inverseScale, steps)
    this.greatest = roomFor(this.greatest, steps)
    this.logPredictive = roomFor(this.logPredictive, steps)
    this.row = roomFor(this.row, states)
  }
}
