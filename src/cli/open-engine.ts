import type { InferenceConfig, TrainingConfig } from '../config/schema.js'
import { createReferenceEngine } from '../inference/index.js'
import { type BeamEngine, createBeamEngine } from '../memory/index.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { EngineOptions } from './engine-options.js'

/** An engine with what the command line has to do when its work is done. */
export interface OpenEngine {
  readonly engine: ModelEngine
  /** The engine itself where it is a beam. */
  readonly beam: BeamEngine | null
  /** Lets threads go. */
  close(): void
}

/** The one place where an engine is picked. */
export async function openEngine(
  config: { readonly inference: InferenceConfig; readonly training: Pick<TrainingConfig, 'threads'> },
  options: EngineOptions = {},
): Promise<OpenEngine> {
  const inference = {
    beam: options.beam ?? config.inference.beam,
    kernel: options.kernel ?? config.inference.kernel,
    memory: options.memory ?? config.inference.memory,
    threads: options.threads ?? config.training.threads,
  }
  const exact = createReferenceEngine()
  const beam = inference.beam > 0 ? createBeamEngine(inference.beam, exact) : null
  return { engine: beam ?? exact, beam, close: () => {} }
}
