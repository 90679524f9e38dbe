import { availableParallelism } from 'node:os'
import type { InferenceConfig, TrainingConfig } from '../config/schema.js'
import { createReferenceEngine } from '../inference/index.js'
import type { BeamEngine } from '../memory/beam-engine.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { KernelName } from '../store/kernel-name.js'
import type { EngineOptions } from './engine-options.js'

/** An engine with what the command line has to do when its work is done. */
export interface OpenEngine {
  readonly engine: ModelEngine
  /** The engine itself where it is a beam. */
  readonly beam: BeamEngine | null
  /** The code that computes: its last bits are its own. */
  readonly kernel: KernelName
  /** Lets threads go. */
  close(): void
}

interface EngineConfig {
  readonly inference: InferenceConfig
  readonly training: Pick<TrainingConfig, 'threads'>
}

/** A run that goes on uses the kernel that it began with, unless another one is asked for (and then refused). */
export function asRecorded<C extends { readonly inference: InferenceConfig }>(
  config: C,
  recorded: KernelName | null,
): C {
  if (recorded === null || config.inference.kernel !== 'auto') return config
  return { ...config, inference: { ...config.inference, kernel: recorded } }
}

/** The one place where an engine is picked. */
export async function openEngine(config: EngineConfig, options: EngineOptions = {}): Promise<OpenEngine> {
  const exact = await openExact(config, options)
  const epsilon = options.beam ?? config.inference.beam
  if (epsilon === 0) return { ...exact, beam: null }
  const { createBeamEngine } = await import('../memory/beam-engine.js')
  const beam = createBeamEngine(epsilon, exact.engine)
  return { ...exact, engine: beam, beam }
}

async function openExact(config: EngineConfig, options: EngineOptions): Promise<Omit<OpenEngine, 'beam'>> {
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
