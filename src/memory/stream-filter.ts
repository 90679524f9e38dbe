import { Edges } from '../inference/edges.js'
import type { InferenceInputs, MatrixTransitions, PerStep } from '../inference/inputs.js'
import { Operators } from '../inference/operators.js'
import { NEGLIGIBLE, type TransitionOperator } from '../inference/transition-operator.js'
import { expOfNegative } from '../math/exp-of-negative.js'
import { logSumExp } from '../math/log-sum-exp.js'
import { logInflow, staying } from './stream-edges.js'

/** What a stream needs of a model: K states, the initial law, transitions that are the same at every step. */
export type StreamModel = Pick<InferenceInputs, 'states' | 'logInitial' | 'transitions'>

/** exp of less would lose precision. */
const LEAST_EXPONENT = -700
/** A smaller scale is taken in logarithms. */
const LEAST_SCALE = 1e-250
/** A predicted probability below this may rest on filtered ones that vanished, so it is taken in logarithms. */
const SMALL = 1e-130

/**
 * The scaled forward recursion (Rabiner 1989, eqs. 91-92) one step at a time: `begin` or `predict`, then `condition`.
 * A stream cannot be done again in log-space when it underflows, so the states that come near it are carried as
 * logarithms from the step on at which they do: nothing that is possible is ever lost, and a probability of 0 means
 * impossible. In most models the next transition makes all states large again, and logarithms cost one step.
 */
export class StreamFilter {
  readonly states: number
  #edges: Edges | null = null
  readonly #moves: Exclude<MatrixTransitions, PerStep>
  /** [K] p(z_t = k | x_{1:t−1}) */
  readonly predicted: Float64Array
  /** [K] p(z_t = k | x_{1:t}); after `predict` still that of the step before. */
  readonly filtered: Float64Array
  readonly #logPredicted: Float64Array
  readonly #logFiltered: Float64Array
  /** Some state that is possible has a predicted probability below SMALL: `#logPredicted` holds. */
  #small = false
  /** Some state that is possible has a negligible filtered probability: `#logFiltered` holds. */
  #lost = false
  readonly #logInitial: Float64Array
  readonly #operator: TransitionOperator
  readonly #nothing: Float64Array
  readonly #logs: Float64Array

  /** @throws RangeError for transitions that differ from step to step */
  constructor({ states, logInitial, transitions }: StreamModel) {
    if (transitions.kind === 'per-step' || transitions.kind === 'step-weights')
      throw new RangeError('a stream has the same transitions at each step')
    const moves = transitions.kind === 'identity' ? staying(states) : transitions
    this.states = states
    this.#moves = moves
    this.#operator = new Operators().prepare(moves, states, 2)
    this.#logInitial = logInitial.slice(0, states)
    this.predicted = new Float64Array(states)
    this.filtered = new Float64Array(states)
    this.#logPredicted = new Float64Array(states)
    this.#logFiltered = new Float64Array(states)
    this.#nothing = new Float64Array(states)
    this.#logs = new Float64Array(states)
  }

  /** The positive transitions by the state that is entered: up to K² of them, made when they are first asked for. */
  get edges(): Edges {
    this.#edges ??= new Edges(this.#moves, this.states)
    return this.#edges
  }

  /** The first step of a sequence is ahead: predicted is the initial law. */
  begin(): void {
    this.#small = false
    for (let k = 0; k < this.states; k++) {
      const log = this.#logInitial[k]!
      this.#logPredicted[k] = log
      this.predicted[k] = Math.exp(log)
      if (log > -Infinity && this.predicted[k]! < SMALL) this.#small = true
    }
  }

  /** p(z_{t+1} = k | x_{1:t}) = Σ_j p(z_t = j | x_{1:t})·p(j → k) */
  predict(): void {
    this.#operator.advance(0, this.filtered, 0, this.predicted, 0)
    this.#small = (this.#lost || this.#operator.leastEntry < NEGLIGIBLE) && this.#predictSmall()
  }

  /**
   * p(z_t = k | x_{1:t}) ∝ p(z_t = k | x_{1:t−1})·p(x_t | k), with log p(x_t | k) at logLikelihood[at + k].
   *
   * @returns log p(x_t | x_{1:t−1}), nats; −Infinity where no state that can be reached allows x_t: nothing has changed then
   */
  condition(logLikelihood: Float64Array, at: number): number {
    const { states, predicted, filtered } = this
    if (this.#small) return this.#conditionLogs(logLikelihood, at)
    let max = -Infinity
    for (let k = 0; k < states; k++) {
      const l = logLikelihood[at + k]!
      if (l > max && predicted[k]! > 0) max = l
    }
    if (max === -Infinity) return max
    let scale = 0
    for (let k = 0; k < states; k++) {
      const d = logLikelihood[at + k]! - max
      const e = d >= LEAST_EXPONENT && predicted[k]! > 0 ? (d === 0 ? 1 : expOfNegative(d)) : 0
      const a = predicted[k]! * e
      filtered[k] = a
      scale += a
    }
    if (!(scale >= LEAST_SCALE)) return this.#conditionLogs(logLikelihood, at)
    const inverse = 1 / scale
    let lost = false
    for (let k = 0; k < states; k++) {
      const f = filtered[k]! * inverse
      filtered[k] = f
      if (f < NEGLIGIBLE && predicted[k]! > 0 && logLikelihood[at + k]! > -Infinity) lost = true
    }
    this.#lost = lost
    const logPredictive = max - Math.log(inverse)
    if (lost) {
      for (let k = 0; k < states; k++)
        this.#logFiltered[k] = Math.log(predicted[k]!) + logLikelihood[at + k]! - logPredictive
    }
    return logPredictive
  }

  /** The step says nothing: filtered is predicted. */
  conditionOnNothing(): void {
    this.condition(this.#nothing, 0)
  }

  /** Whether state k can be the state of the step that was conditioned last. */
  isPossible(k: number): boolean {
    return this.#lost ? this.#logFiltered[k]! > -Infinity : this.filtered[k]! > 0
  }

  /**
   * After `predict` and before `condition`: p(z_t = i | z_{t+1} = j, x_{1:t}) = p(z_t = i | x_{1:t})·p(i → j) / p(z_{t+1} = j | x_{1:t})
   * for every edge i → j, in the order of `edges`; 0 where j is impossible.
   */
  fillKernel(kernel: Float64Array, at: number): void {
    const { starts, sources, probabilities, logProbabilities } = this.edges
    for (let j = 0; j < this.states; j++) {
      const end = starts[j + 1]!
      const p = this.predicted[j]!
      if (this.#small && p < SMALL) {
        const log = this.#logPredicted[j]!
        for (let i = starts[j]!; i < end; i++)
          kernel[at + i] =
            log === -Infinity ? 0 : Math.exp(this.#logFiltered[sources[i]!]! + logProbabilities[i]! - log)
      } else {
        for (let i = starts[j]!; i < end; i++)
          kernel[at + i] = p > 0 ? (this.filtered[sources[i]!]! * probabilities[i]!) / p : 0
      }
    }
  }

  /** Takes the predicted probabilities that products cannot give in logarithms. True where there are any. */
  #predictSmall(): boolean {
    const { states, predicted } = this
    if (!this.#lost) for (let k = 0; k < states; k++) this.#logFiltered[k] = Math.log(this.filtered[k]!)
    let small = false
    for (let k = 0; k < states; k++) {
      const log =
        predicted[k]! >= SMALL ? Math.log(predicted[k]!) : logInflow(this.edges, this.#logFiltered, k)
      this.#logPredicted[k] = log
      if (predicted[k]! >= SMALL) continue
      predicted[k] = Math.exp(log)
      if (log > -Infinity) small = true
    }
    return small
  }

  #conditionLogs(logLikelihood: Float64Array, at: number): number {
    const { states, filtered } = this
    const logs = this.#logs
    for (let k = 0; k < states; k++) {
      const log = this.#small ? this.#logPredicted[k]! : Math.log(this.predicted[k]!)
      logs[k] = log + logLikelihood[at + k]!
    }
    const norm = logSumExp(logs, 0, states)
    if (norm > -Infinity) {
      for (let k = 0; k < states; k++) {
        this.#logFiltered[k] = logs[k]! - norm
        filtered[k] = Math.exp(this.#logFiltered[k]!)
      }
      this.#lost = true
    }
    return norm
  }
}
