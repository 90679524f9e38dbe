import { normalise } from '../math/normalise.js'
import { LagAgreement, totalVariation } from './lag-agreement.js'
import { LagRing } from './lag-ring.js'
import type { LagRule, Lags, TakeMarginals } from './lag-rule.js'
import { LagWindow } from './lag-window.js'
import { StreamFilter, type StreamModel } from './stream-filter.js'

/**
 * Marginals of hidden states while observations come in, sequence by sequence: `begin`, then for each step `observe` and
 * `accept` (or `skip`), then `end`. Memory is O(K² · lag), whatever the length.
 */
export class StreamSmoother {
  readonly #filter: StreamFilter
  readonly #pending: LagRing | LagWindow | null
  readonly #window: LagWindow | null
  readonly #agreement: LagAgreement | null
  /** States that the latest step may be in, the first `#possibleCount` entries. */
  readonly #possible: Int32Array
  #possibleCount = 0
  readonly #marginals: Float64Array
  readonly #row: Float64Array
  #begun = false
  /** Predicted, but not yet conditioned on anything. */
  #open = false
  readonly #lags = { steps: 0, sum: 0, longest: 0, capped: 0 }

  /** @throws RangeError for transitions that differ from step to step */
  constructor(
    model: StreamModel,
    private readonly rule: LagRule,
    private readonly take: TakeMarginals,
  ) {
    const { states } = model
    this.#filter = new StreamFilter(model)
    this.#window =
      rule.kind === 'auto' || rule.steps >= 2 * states ? new LagWindow(this.#filter.edges, states) : null
    this.#pending =
      this.#window ??
      (rule.kind === 'fixed' && rule.steps > 0
        ? new LagRing(this.#filter.edges, states, rule.steps + 1)
        : null)
    this.#agreement = rule.kind === 'auto' ? new LagAgreement(states, rule.tolerance) : null
    this.#possible = new Int32Array(states)
    this.#marginals = new Float64Array(states)
    this.#row = new Float64Array(states)
  }

  get lags(): Lags {
    return this.#lags
  }

  /** The next step is the first of a sequence. */
  begin(): void {
    this.end()
  }

  /**
   * Looks at a step with log p(x_t | z_t = k) at logLikelihood[at + k]; `accept` takes it in.
   *
   * @returns log p(x_t | x_{1:t−1}), nats; −Infinity where no state that can be reached allows x_t: `skip` or `end` follows
   */
  observe(logLikelihood: Float64Array, at: number): number {
    this.#predict()
    return this.#filter.condition(logLikelihood, at)
  }

  /** A step of which nothing is known. */
  skip(): void {
    this.#predict()
    this.#filter.conditionOnNothing()
    this.accept()
  }

  /** Takes in the step that was observed, and hands over those whose turn has come. */
  accept(): void {
    this.#open = false
    const pending = this.#pending
    if (pending === null) {
      this.#give(this.#filter.filtered, 0)
      return
    }
    pending.push()
    if (this.rule.kind === 'fixed') {
      if (pending.length > this.rule.steps) this.#write(this.rule.steps)
    } else this.#writeAgreed(this.rule.most)
  }

  /** The sequence is over: hands over all that is pending. */
  end(): void {
    this.#open = false
    this.#begun = false
    const pending = this.#pending
    if (pending === null) return
    let lag = pending.length
    pending.drain(this.#filter.filtered, (marginals) => this.#give(marginals, --lag))
  }

  #predict(): void {
    if (this.#open) return
    this.#open = true
    if (this.#begun) {
      this.#filter.predict()
      const pending = this.#pending
      if (pending !== null && pending.length > 0) this.#filter.fillKernel(pending.kernels, pending.kernelAt)
    } else {
      this.#begun = true
      this.#filter.begin()
    }
  }

  /** Once a step's laws agree they stay agreed, and those of earlier steps agree too: only the oldest is asked. */
  #writeAgreed(most: number): void {
    const window = this.#window!
    this.#findPossible()
    while (window.length > 0) {
      const lag = window.length - 1
      const agreed = this.#oldestAgrees()
      if (!agreed && lag < most) return
      if (!agreed) this.#lags.capped++
      this.#write(lag)
    }
  }

  #oldestAgrees(): boolean {
    const window = this.#window!
    const agreement = this.#agreement!
    const { states } = this.#filter
    if (window.length === 1) return this.#possibleCount < 2
    const { first, second } = agreement
    if (first !== second && this.#filter.isPossible(first) && this.#filter.isPossible(second)) {
      window.oldestRow(first, this.#row)
      window.oldestRow(second, this.#marginals)
      const tolerance = this.rule.kind === 'auto' ? this.rule.tolerance : 0
      if (totalVariation(this.#row, 0, this.#marginals, 0, states) > tolerance) return false
    }
    return agreement.agrees(window.oldest(), this.#possible, this.#possibleCount)
  }

  #findPossible(): void {
    this.#possibleCount = 0
    for (let k = 0; k < this.#filter.states; k++)
      if (this.#filter.isPossible(k)) this.#possible[this.#possibleCount++] = k
  }

  #write(lag: number): void {
    const pending = this.#pending!
    pending.marginals(this.#filter.filtered, this.#marginals)
    this.#give(this.#marginals, lag)
    pending.shift()
  }

  #give(marginals: Float64Array, lag: number): void {
    const lags = this.#lags
    lags.steps++
    lags.sum += lag
    if (lag > lags.longest) lags.longest = lag
    // Products of many kernels sum to one up to their rounding.
    if (lag > 0) normalise(marginals)
    this.take(marginals, lag)
  }
}
