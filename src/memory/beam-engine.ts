import type { BestPath, Engine, Filtered, Likelihood, Smoothed } from '../inference/engine.js'
import { hasMatrix, type InferenceInputs } from '../inference/inputs.js'
import type { Random } from '../random.js'
import { BeamPass } from './beam-pass.js'
import { beamBestPaths, beamSamplePath, type Walk } from './beam-paths.js'
import { type BeamCall, BeamCount, type BeamTally } from './beam-tally.js'
import { beamBestPath } from './beam-viterbi.js'

/** An engine that keeps at each step the fewest states that hold 1 − ε of the filtered mass. */
export interface BeamEngine<E extends Engine = Engine> extends Engine {
  readonly epsilon: number
  /** The engine that does what the beam cannot, and everything where ε is 0. */
  readonly exact: E
  /** What the calls since the last `reset` came to; of one kind of call where it is named. */
  tally(call?: BeamCall): BeamTally
  reset(): void
}

/** A smaller ε drops nothing that matters in 64-bit numbers, and is done exactly. */
const LEAST_EPSILON = 1e-100

/**
 * A beam of ε (0 ≤ ε < 1) before an exact engine. Log-likelihoods, marginals, counts and paths are those of the paths whose
 * states were kept at every step: the log-likelihood is never more than the exact one, and `tally().bound` says by how
 * much it can be less (see `BeamForward`). A sequence that would become impossible, or underflow, is done by `exact`; so is a
 * static gate (`identity`), whose states never change, states that do not depend on each other (`step-weights`), and everything where ε is 0. A `transitions` object must not change
 * after it was handed in.
 */
export function createBeamEngine<E extends Engine>(epsilon: number, exact: E): BeamEngine<E> {
  if (!(epsilon >= 0 && epsilon < 1)) throw new RangeError(`the beam is ${epsilon}; expected 0 ≤ ε < 1`)
  return new Beam(epsilon, exact)
}

class Beam<E extends Engine> implements BeamEngine<E> {
  readonly name = 'beam'
  readonly #counts = new Map<BeamCall, BeamCount>()
  readonly #pass: BeamPass

  constructor(
    readonly epsilon: number,
    readonly exact: E,
  ) {
    this.#pass = new BeamPass(epsilon)
  }

  tally(call?: BeamCall): BeamTally {
    const counts = call === undefined ? [...this.#counts.values()] : [this.#count(call)]
    return counts.reduce((sum, count) => sum.merge(count), new BeamCount()).tally()
  }

  reset(): void {
    this.#counts.clear()
  }

  logLikelihood(inputs: InferenceInputs): Likelihood {
    if (this.#prunes(inputs) && this.#pass.run(inputs, false) !== null) return this.#found('logLikelihood')
    return this.#widened('logLikelihood', inputs, this.exact.logLikelihood(inputs))
  }

  filter(inputs: InferenceInputs): Filtered {
    if (this.#prunes(inputs)) {
      const rows = this.#pass.rows(inputs)
      if (this.#pass.run(inputs, false, rows) !== null) return { ...this.#found('filter'), ...rows }
    }
    return this.#widened('filter', inputs, this.exact.filter(inputs))
  }

  smooth(inputs: InferenceInputs, transitionCounts?: Float64Array): Smoothed {
    const walk = this.#prunes(inputs) ? this.#pass.run(inputs, true) : null
    if (walk === null) return this.#widened('smooth', inputs, this.exact.smooth(inputs, transitionCounts))
    const smoothed = this.#pass.smooth(walk, transitionCounts)
    return { ...this.#found('smooth'), smoothed }
  }

  pairwise(inputs: InferenceInputs): Float64Array {
    const walk = this.#walk(inputs)
    if (walk === null) {
      const pairs = this.exact.pairwise(inputs)
      return this.#widenedPaths(inputs, pairs, () => pairs.some((p) => p > 0))
    }
    const { states, steps } = inputs
    const pairs = new Float64Array((steps - 1) * states * states)
    const stateAt = walk.survivors.states
    this.#pass.backward(walk, undefined, (t, from, to, probability) => {
      pairs[(t * states + stateAt[from]!) * states + stateAt[to]!]! += probability
    })
    return pairs
  }

  bestPath(inputs: InferenceInputs): BestPath {
    const walk = this.#walk(inputs)
    if (walk !== null) return beamBestPath(walk)
    const best = this.exact.bestPath(inputs)
    return this.#widenedPaths(inputs, best, () => best.path.length > 0)
  }

  bestPaths(inputs: InferenceInputs, count: number): BestPath[] {
    const walk = count < 1 ? null : this.#walk(inputs)
    if (walk !== null) return beamBestPaths(walk, count)
    const best = this.exact.bestPaths(inputs, count)
    return this.#widenedPaths(inputs, best, () => best.length > 0)
  }

  samplePaths(inputs: InferenceInputs, randoms: readonly Random[]): Int32Array[] {
    const walk = this.#walk(inputs)
    if (walk !== null) return randoms.map((random) => beamSamplePath(walk, random))
    const paths = this.exact.samplePaths(inputs, randoms)
    return this.#widenedPaths(inputs, paths, () => paths.some((path) => path.length > 0))
  }

  #prunes({ transitions, steps }: InferenceInputs): boolean {
    return this.epsilon >= LEAST_EPSILON && hasMatrix(transitions) && steps > 0
  }

  #walk(inputs: InferenceInputs): Walk | null {
    const walk = this.#prunes(inputs) ? this.#pass.run(inputs, true) : null
    if (walk !== null) this.#tallyPass('paths')
    return walk
  }

  #found(call: BeamCall): Likelihood {
    this.#tallyPass(call)
    return this.#pass.likelihood()
  }

  #tallyPass(call: BeamCall): void {
    const { steps, kept, most, bound } = this.#pass.forward
    this.#count(call).add(steps, kept, most, bound)
  }

  #widened<L extends Likelihood>(call: BeamCall, inputs: InferenceInputs, result: L): L {
    if (result.impossibleAt < 0) this.#tallyExact(call, inputs)
    return result
  }

  #widenedPaths<R>(inputs: InferenceInputs, result: R, possible: () => boolean): R {
    if (possible()) this.#tallyExact('paths', inputs)
    return result
  }

  #tallyExact(call: BeamCall, inputs: InferenceInputs): void {
    this.#count(call).addExact(inputs.steps, inputs.states, !this.#prunes(inputs))
  }

  #count(call: BeamCall): BeamCount {
    const count = this.#counts.get(call) ?? new BeamCount()
    this.#counts.set(call, count)
    return count
  }
}
