import type { InferenceInputs } from '../inference/inputs.js'
import { type BeamTransitions, TINY } from './beam-transitions.js'
import { Dropped } from './dropped.js'
import { Frontier } from './frontier.js'
import { keepFewest } from './keep-fewest.js'
import type { Survivors } from './survivors.js'

/** A step with less mass, relative to the greatest density, stands on what rounding may have lost. */
const LEAST_TOTAL = 1e-100

/** Dense rows, all zeros, into which a pass writes what it predicts and finds. */
export interface DenseRowsOfPass {
  /** [T][K] */
  readonly predicted: Float64Array
  /** [T][K] */
  readonly filtered: Float64Array
  /** [T] */
  readonly logPredictive: Float64Array
}

/**
 * Forward recursion on the states of a beam. At each step a_t(k) = p(z_t = k | x_{1:t−1})·exp(log p(x_t | k) − m_t) over the states
 * reached from those kept at t − 1; the fewest that hold 1 − ε of Σ_k a_t(k) are kept, s_t is what they hold, and they are
 * divided by it. Σ_t (m_t + log s_t) is the logarithm of the summed probability of all paths that were never dropped.
 *
 * The bound. Let P_t be the likelihood when states are dropped at the steps up to t only: P_0 is exact, P_T that of the paths that
 * survive. With β_t exact, P_{t−1} / P_t = Σ_k a_t(k)·β_t(k) / Σ_{k kept} a_t(k)·β_t(k) = 1 + Σ_{i dropped} a_t(i)·β_t(i) / Σ_{j kept} a_t(j)·β_t(j).
 * Since β_t(i) = Σ_l A_il·w_{t+1}(l), w ≥ 0 and 0 where x_{t+1} is impossible in l, that quotient is at most
 * ρ_t = max_l Σ_{i dropped} a_t(i)·A_il / Σ_{j kept} a_t(j)·A_jl, which is at most R_t·δ_t / (1 − δ_t) with R_t = max A_il / A_jl and
 * δ_t the share dropped; at the last step β = 1 and ρ_T = δ_T / (1 − δ_T). So log P_0 − log P_T ≤ Σ_t log(1 + ρ_t).
 */
export class BeamForward {
  logLikelihood = 0
  steps = 0
  /** Σ_t log(1 + ρ_t), nats; Infinity where there is no bound. */
  bound = 0
  /** Σ_t of the number of states kept. */
  kept = 0
  /** The largest number of states kept at a step. */
  most = 0
  readonly #frontier = new Frontier()
  readonly #dropped = new Dropped()

  /**
   * Fills `survivors`: all steps one after the other where `history` is asked for, else only the latest, at 0.
   * @returns false where the pruned sequence is impossible, or would underflow
   */
  run(
    inputs: InferenceInputs,
    transitions: BeamTransitions,
    epsilon: number,
    survivors: Survivors,
    history: boolean,
    rows?: DenseRowsOfPass,
  ): boolean {
    const { states, steps, logLikelihood } = inputs
    const frontier = this.#frontier
    this.#begin(inputs)
    survivors.begin(steps)
    for (let t = 0, used = 0, at = 0; t < steps; t++, at += states) {
      const greatest = frontier.greatest(logLikelihood, at)
      if (greatest === -Infinity) return false
      const total = frontier.condition(logLikelihood, at, greatest)
      if (!(total >= LEAST_TOTAL)) return false
      const count = keepFewest(frontier.states, frontier.count, frontier.mass, epsilon * total)
      const from = history ? used : 0
      const survived = survivors.keep(frontier, from, count)
      used = from + count
      survivors.starts[t + 1] = used
      this.kept += count
      if (count > this.most) this.most = count
      const logPredictive = greatest + Math.log(survived)
      this.logLikelihood += logPredictive
      if (rows !== undefined) writeRows(rows, t, at, frontier, survivors, from, used, logPredictive)
      if (this.bound < Infinity) this.#dropped.take(frontier, count, survived)
      if (t + 1 === steps) break
      frontier.clear()
      transitions.advance(t, survivors, from, used, frontier)
      if (this.bound < Infinity) this.#addLoss(t, transitions, count, logLikelihood, at + states)
    }
    this.bound += Math.log1p(this.#dropped.total)
    return true
  }

  #begin({ states, steps, logInitial, logLikelihood }: InferenceInputs): void {
    this.logLikelihood = 0
    this.steps = steps
    this.kept = 0
    this.most = 0
    this.#dropped.reserve(states)
    this.#frontier.reserve(states)
    for (let k = 0; k < states; k++)
      if (logInitial[k]! > -Infinity) this.#frontier.add(k, Math.exp(logInitial[k]!))
    this.bound = this.#frontier.rounded(logLikelihood, 0) ? Infinity : 0
  }

  /** The step t → t + 1: log(1 + ρ_t), the rows of t + 1 beginning at `at`. */
  #addLoss(
    t: number,
    transitions: BeamTransitions,
    keptCount: number,
    logLikelihood: Float64Array,
    at: number,
  ): void {
    const dropped = this.#dropped
    if (transitions.leastEntry < TINY && this.#frontier.rounded(logLikelihood, at)) this.bound = Infinity
    else if (dropped.count > 0)
      this.bound += Math.log1p(
        transitions.lossRatio(t, dropped, keptCount, this.#frontier, logLikelihood, at),
      )
  }
}

function writeRows(
  rows: DenseRowsOfPass,
  t: number,
  at: number,
  frontier: Frontier,
  survivors: Survivors,
  from: number,
  to: number,
  logPredictive: number,
): void {
  rows.logPredictive[t] = logPredictive
  for (let i = 0; i < frontier.count; i++) {
    const k = frontier.states[i]!
    rows.predicted[at + k] = frontier.predicted[k]!
  }
  for (let i = from; i < to; i++) rows.filtered[at + survivors.states[i]!] = survivors.filtered[i]!
}
