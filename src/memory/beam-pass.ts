import { checkInputs } from '../inference/check-inputs.js'
import type { Likelihood } from '../inference/engine.js'
import { hasMatrix, type InferenceInputs } from '../inference/inputs.js'
import { roomFor } from '../inference/workspace.js'
import { beamBackward, Places, type VisitPair } from './beam-backward.js'
import { BeamForward, type DenseRowsOfPass } from './beam-forward.js'
import type { Walk } from './beam-paths.js'
import { PreparedTransitions } from './prepared-transitions.js'
import { StepEdges } from './step-edges.js'
import { Survivors } from './survivors.js'

/** The passes of a beam over one sequence after the other, with the buffers that they share. */
export class BeamPass {
  /** The latest forward pass. */
  readonly forward = new BeamForward()
  readonly #survivors = new Survivors()
  readonly #edges = new StepEdges()
  readonly #places = new Places()
  readonly #prepared = new PreparedTransitions()
  #predicted: Float64Array = new Float64Array(0)
  #filtered: Float64Array = new Float64Array(0)
  #logPredictive: Float64Array = new Float64Array(0)

  constructor(private readonly epsilon: number) {}

  /** Goes forward; null where the pruned sequence is impossible, or would underflow. */
  run(inputs: InferenceInputs, history: boolean, rows?: DenseRowsOfPass): Walk | null {
    const { transitions: given, states, steps } = inputs
    if (!hasMatrix(given)) return null
    checkInputs(inputs)
    const transitions = this.#prepared.of(given, states, steps)
    const survivors = this.#survivors
    if (!this.forward.run(inputs, transitions, this.epsilon, survivors, history, rows)) return null
    this.#places.reserve(states)
    return { inputs, transitions, survivors, places: this.#places, edges: this.#edges }
  }

  likelihood(): Likelihood {
    return { logLikelihood: this.forward.logLikelihood, impossibleAt: -1 }
  }

  /** Empty rows for a forward pass to fill. */
  rows({ states, steps }: InferenceInputs): DenseRowsOfPass {
    this.#logPredictive = roomFor(this.#logPredictive, steps)
    this.#filtered = cleared(this.#filtered, steps * states)
    this.#predicted = cleared(this.#predicted, steps * states)
    return { predicted: this.#predicted, filtered: this.#filtered, logPredictive: this.#logPredictive }
  }

  /** Goes backward after a run with its history. @returns [T][K] the smoothed marginals */
  smooth(walk: Walk, counts?: Float64Array): Float64Array {
    const { states, steps } = walk.inputs
    this.backward(walk, counts)
    const smoothed = cleared(this.#predicted, steps * states)
    this.#predicted = smoothed
    const { starts, states: stateAt, filtered, beta } = this.#survivors
    for (let t = 0; t < steps; t++)
      for (let i = starts[t]!; i < starts[t + 1]!; i++)
        smoothed[t * states + stateAt[i]!] = filtered[i]! * beta[i]!
    return smoothed
  }

  backward(
    { inputs, transitions, survivors, places, edges }: Walk,
    counts?: Float64Array,
    visit?: VisitPair,
  ): void {
    beamBackward(inputs.steps, transitions, survivors, places, edges, counts, visit)
  }
}

function cleared(buffer: Float64Array, length: number): Float64Array {
  return roomFor(buffer, length).fill(0, 0, length)
}
