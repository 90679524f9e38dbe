import type { Encoded } from '../encode/index.js'
import { adjustedRandIndex } from '../evaluation/agreement.js'
import { bestPathOf } from '../evaluation/best-path.js'
import { confusionMatrix } from '../evaluation/confusion.js'
import type { CompiledModel } from '../model/compile.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { StateLabels } from './jobs.js'

/** The most probable state path of all the data, by one fold's model, in as few bytes as K allows; null for K = 1. */
export function labelAll(compiled: CompiledModel, engine: ModelEngine, data: Encoded): StateLabels | null {
  const K = compiled.model.states
  if (K === 1) return null
  const labels = K < 255 ? new Uint8Array(data.offsets.at(-1)!) : new Uint16Array(data.offsets.at(-1)!)
  const paths = engine.batch?.bestPaths(compiled, data, false)
  // −1 becomes the highest number.
  if (paths !== null && paths !== undefined) {
    labels.set(paths.paths.subarray(0, labels.length))
    return labels
  }
  labels.fill(-1)
  for (let s = 0; s < data.sequenceIds.length; s++)
    labels.set(bestPathOf(compiled, engine, data, s).path, data.offsets[s]!)
  return labels
}

/** Adjusted Rand index of two labellings of the same steps, those left out to which one of them gives no state. */
export function labelAgreement(a: StateLabels, b: StateLabels, states: number): number {
  const signed = (labels: StateLabels) => {
    const none = labels instanceof Uint8Array ? 255 : 65535
    return Int32Array.from(labels, (label) => (label === none ? -1 : label))
  }
  return adjustedRandIndex(confusionMatrix(signed(a), signed(b), states, states))
}
