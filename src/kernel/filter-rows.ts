import { DOUBT } from './doubt.js'
import type { KernelMemory } from './memory.js'
import type { Span } from './observation-window.js'
import { rowOf, type Stretch } from './parts/part.js'
import type { PlacedProgram } from './placed-program.js'
import type { Areas } from './segment-descriptor.js'
import { NATS_PER_UNIT } from './units.js'

/** What is wanted of a filter, at the rows of the data. */
export interface FilterOutput {
  /** [N] log p(x_t | x_{1:t−1}), nats */
  readonly logPredictive: Float64Array
  /** [N] the state with the greatest p(z_t | x_{1:t}); exact ties go to the lower state */
  readonly states: Int32Array
  /** [N][K] p(z_t = k | x_{1:t}) */
  readonly filtered: Float64Array | null
}

/** Densities below exp(−300) of the greatest are held up there. */
const HELD_UP = Math.exp(-300)

/**
 * Takes filtered marginals from the rows of a chain's forward recursion, segment by segment: with S_t the sum of row t, r_t the power of two
 * that the step was multiplied by and m_t its greatest log-density, log p(x_t | x_{1:t−1}) = m_t + log(S_t / (r_t·S_{t−1})).
 */
export class FilterRows {
  readonly #doubt = new Float64Array(4)
  /** [lanes] S_t of the last step */
  readonly #last = new Float64Array(4)

  constructor(
    private readonly memory: KernelMemory,
    private readonly lanes: readonly Stretch[],
    private readonly out: FilterOutput,
  ) {}

  take({ shape, program }: PlacedProgram, at: Areas, stride: number, { from, steps }: Span): void {
    const { f64 } = this.memory
    const { logPredictive, states, filtered } = this.out
    const K = shape.states
    const between = shape.lanes === 4 ? 4 : 1
    const common = program.parts.flatMap((part) => part.commonLogDensityAt ?? [])
    for (const [lane, stretch] of this.lanes.entries()) {
      const count = Math.min(steps, stretch.steps - from)
      let before = this.#last[lane]!
      let doubt = this.#doubt[lane]!
      for (let u = 0; u < count; u++) {
        const row = (at.forward + (u + 1) * stride) / 8 + lane
        let sum = 0
        let best = 0
        for (let k = 0; k < K; k++) {
          const a = f64[row + k * between]!
          sum += a
          if (a > f64[row + best * between]!) best = k
        }
        const scale = from + u === 0 ? sum : sum / (before * f64[at.scale / 8 + 4 * u + lane]!)
        const to = rowOf(stretch, from + u)
        let peak = f64[at.peaks / 8 + 4 * u + lane]! * NATS_PER_UNIT
        for (const logDensityAt of common) peak += logDensityAt(to)
        logPredictive[to] = peak + Math.log(scale)
        states[to] = best
        if (filtered !== null)
          for (let k = 0; k < K; k++) filtered[to * K + k] = f64[row + k * between]! / sum
        doubt += 1 / scale
        before = sum
      }
      this.#last[lane] = before
      this.#doubt[lane] = doubt
    }
  }

  /**
   * Whether held-up densities cannot have mattered at any step. Those of step t hold at most exp(−300) / c_t of its filtered mass, and
   * what comes later can make that no more than 1 / `leastEntry` times as much (`leastEntry`: the least transition probability).
   */
  sound(lane: number, leastEntry: number): boolean {
    return (HELD_UP * this.#doubt[lane]!) / leastEntry <= DOUBT
  }
}
