import { availableParallelism } from 'node:os'
import type { InferenceConfig, TrainingConfig } from '../config/schema.js'
import { createReferenceEngine } from '../inference/index.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { EngineOptions } from './engine-options.js'

/** An engine with what the command line has to do when its work is done. */
export interface OpenEngine {
  readonly engine: ModelEngine
  /** The code that computes: its last bits are its own. */
  readonly kernel: 'portable' | 'relaxed' | 'reference'
  /** Lets threads go. */
  close(): void
}

/** The one place where an engine is picked. */
export async function openEngine(
  config: { readonly inference: InferenceConfig; readonly training: Pick<TrainingConfig, 'threads'> },
  options: EngineOptions = {},
): Promise<OpenEngine> {
  const kernel = (options.kernel as InferenceConfig['kernel'] | undefined) ?? config.inference.kernel
  const memory = options.memory ?? config.inference.memory
  const threads = options.threads ?? config.training.threads
  const reference = createReferenceEngine()
  if (kernel === 'reference') return { engine: reference, kernel, close: () => {} }
  // Loaded late, as all that only some commands need.
  const [{ loadKernel }, { createTeam }, { createKernelEngine }] = await Promise.all([
    import('../cluster/load-kernel.js'),
    import('../cluster/team.js'),
    import('../kernel/batch.js'),
  ])
  const loaded = loadKernel(kernel)
  const team = createTeam(loaded.module, threads === 0 ? availableParallelism() : threads, memory * 2 ** 20)
  return {
    engine: createKernelEngine(team, reference),
    kernel: loaded.name,
    close: () => team.close(),
  }
}
