import type { Random } from '../random.js'
import { backward } from './backward.js'
import { checkInputs } from './check-inputs.js'
import { Edges } from './edges.js'
import type { BestPath, Engine, Filtered, Likelihood, Smoothed } from './engine.js'
import { fillLogPredictive, forward } from './forward.js'
import { hasMatrix, type InferenceInputs } from './inputs.js'
import { kBestPaths } from './k-best-paths.js'
import { addLogCounts, logBackward, logForward } from './log-space.js'
import { LossBound } from './loss-bound.js'
import { bestIndependentPath, memorylessLaw } from './memoryless.js'
import { Operators } from './operators.js'
import { pairwiseLogSpace, pairwiseScaled } from './pairwise.js'
import { samplePathBackward } from './sample-path.js'
import {
  accumulate,
  bestConstantPaths,
  diagonalPairs,
  sampleConstantPath,
  spreadPosterior,
} from './static-gate.js'
import {
  addWeightCounts,
  bestWeightedPaths,
  isWeighted,
  sampleWeightedPath,
  weighSteps,
  weightPairs,
} from './step-weights.js'
import type { TransitionOperator } from './transition-operator.js'
import { viterbi } from './viterbi.js'
import { Workspace } from './workspace.js'

/** The readable engine in plain TypeScript: scaled recursions, and log-space for the sequences where they would underflow. */
export function createReferenceEngine(): Engine {
  return new ReferenceEngine()
}

/** A forward pass that is done: scaled with its operator, or in log-space with its edges. */
type Pass = Likelihood & ({ readonly operator: TransitionOperator } | { readonly edges: Edges })

class ReferenceEngine implements Engine {
  readonly name = 'reference'
  readonly #workspace = new Workspace()
  readonly #operators = new Operators()
  readonly #loss = new LossBound()

  logLikelihood(inputs: InferenceInputs): Likelihood {
    this.#reserve(inputs)
    if (inputs.transitions.kind === 'identity') return accumulate(inputs, this.#workspace, false)
    if (isWeighted(inputs)) return weighSteps(inputs, this.#workspace)
    const { logLikelihood, impossibleAt } = this.#forward(inputs)
    return { logLikelihood, impossibleAt }
  }

  filter(inputs: InferenceInputs): Filtered {
    this.#reserve(inputs)
    const { filtered, predicted, logPredictive } = this.#workspace
    const arrays = { filtered, predicted, logPredictive }
    if (inputs.transitions.kind === 'identity')
      return { ...accumulate(inputs, this.#workspace, true), ...arrays }
    if (isWeighted(inputs)) return { ...weighSteps(inputs, this.#workspace), ...arrays }
    const pass = this.#forward(inputs)
    const { logLikelihood, impossibleAt } = pass
    if ('edges' in pass) {
      const valid = (impossibleAt < 0 ? inputs.steps : impossibleAt) * inputs.states
      for (let i = 0; i < valid; i++) {
        filtered[i] = Math.exp(filtered[i]!)
        predicted[i] = Math.exp(predicted[i]!)
      }
    } else {
      fillLogPredictive(inputs.steps, this.#workspace)
    }
    return { logLikelihood, impossibleAt, ...arrays }
  }

  smooth(inputs: InferenceInputs, transitionCounts?: Float64Array): Smoothed {
    this.#reserve(inputs)
    const workspace = this.#workspace
    const smoothed = workspace.predicted
    if (inputs.transitions.kind === 'identity') {
      const likelihood = accumulate(inputs, workspace, false)
      if (likelihood.impossibleAt < 0) spreadPosterior(inputs, workspace)
      return { ...likelihood, smoothed }
    }
    if (isWeighted(inputs)) {
      const likelihood = weighSteps(inputs, workspace)
      if (transitionCounts !== undefined && likelihood.impossibleAt < 0)
        addWeightCounts(inputs, workspace.filtered, transitionCounts)
      return { ...likelihood, smoothed: workspace.filtered }
    }
    const pass = this.#forwardBackward(inputs)
    const { logLikelihood, impossibleAt } = pass
    if (transitionCounts !== undefined && impossibleAt < 0 && inputs.steps > 1) {
      if ('edges' in pass) addLogCounts(inputs, pass.edges, workspace, transitionCounts)
      else pass.operator.addCounts(inputs.steps, workspace.filtered, workspace.weights, transitionCounts)
    }
    return { logLikelihood, impossibleAt, smoothed }
  }

  pairwise(inputs: InferenceInputs): Float64Array {
    this.#reserve(inputs)
    const workspace = this.#workspace
    const { states, steps, transitions } = inputs
    if (transitions.kind === 'identity') {
      const { impossibleAt } = accumulate(inputs, workspace, false)
      return impossibleAt < 0
        ? diagonalPairs(inputs, workspace)
        : new Float64Array((steps - 1) * states * states)
    }
    if (isWeighted(inputs)) {
      const { impossibleAt } = weighSteps(inputs, workspace)
      return impossibleAt < 0
        ? weightPairs(inputs, workspace.filtered)
        : new Float64Array((steps - 1) * states * states)
    }
    const pass = this.#forwardBackward(inputs)
    if (pass.impossibleAt >= 0) return new Float64Array((steps - 1) * states * states)
    if ('edges' in pass) return pairwiseLogSpace(inputs, pass.edges, workspace)
    return pairwiseScaled(inputs, new Edges(transitions, states), workspace)
  }

  bestPath(inputs: InferenceInputs): BestPath {
    checkInputs(inputs)
    const law = memorylessLaw(inputs.transitions)
    if (law !== null) return bestIndependentPath(inputs, law)
    if (hasMatrix(inputs.transitions)) return viterbi(inputs)
    return this.bestPaths(inputs, 1)[0] ?? { path: new Int32Array(0), logProbability: -Infinity }
  }

  bestPaths(inputs: InferenceInputs, count: number): BestPath[] {
    checkInputs(inputs)
    if (inputs.transitions.kind === 'identity') return bestConstantPaths(inputs, count)
    return isWeighted(inputs) ? bestWeightedPaths(inputs, count) : kBestPaths(inputs, count)
  }

  samplePaths(inputs: InferenceInputs, randoms: readonly Random[]): Int32Array[] {
    this.#reserve(inputs)
    const workspace = this.#workspace
    const { states, transitions } = inputs
    if (transitions.kind === 'identity') {
      const { impossibleAt } = accumulate(inputs, workspace, false)
      if (impossibleAt >= 0) return randoms.map(() => new Int32Array(0))
      return randoms.map((random) => sampleConstantPath(inputs, workspace, random))
    }
    if (isWeighted(inputs)) {
      const { impossibleAt } = weighSteps(inputs, workspace)
      if (impossibleAt >= 0) return randoms.map(() => new Int32Array(0))
      return randoms.map((random) => sampleWeightedPath(inputs, workspace.filtered, random))
    }
    const pass = this.#forward(inputs)
    if (pass.impossibleAt >= 0) return randoms.map(() => new Int32Array(0))
    const logSpace = 'edges' in pass
    const edges = logSpace ? pass.edges : new Edges(transitions, states)
    return randoms.map((random) => samplePathBackward(inputs, edges, workspace.filtered, logSpace, random))
  }

  #reserve(inputs: InferenceInputs): void {
    checkInputs(inputs)
    this.#workspace.reserve(inputs.steps, inputs.states)
  }

  #forward(inputs: InferenceInputs): Pass {
    const { transitions, states, steps } = inputs
    if (!hasMatrix(transitions)) throw new Error(`${transitions.kind} transitions have routines of their own`)
    const operator = this.#operators.prepare(transitions, states, steps)
    const logLikelihood = forward(inputs, operator, this.#workspace, this.#loss)
    if (logLikelihood !== null) return { logLikelihood, impossibleAt: -1, operator }
    const edges = new Edges(transitions, states)
    return { ...logForward(inputs, edges, this.#workspace), edges }
  }

  #forwardBackward(inputs: InferenceInputs): Pass {
    const pass = this.#forward(inputs)
    if (pass.impossibleAt >= 0) return pass
    if ('edges' in pass) logBackward(inputs, pass.edges, this.#workspace)
    else backward(inputs, pass.operator, this.#workspace)
    return pass
  }
}
