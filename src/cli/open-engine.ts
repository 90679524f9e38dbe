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
  /** What other threads need to compute alike. */
  readonly resources: EngineResources
  /** Lets threads go. */
  close(): void
}

export interface EngineResources {
  readonly threads: number
  /** The compiled kernel; null for the reference engine. */
  readonly module: WebAssembly.Module | null
  /** Bytes for working arrays of all threads together. */
  readonly budget: number
  /** ε of a beam; 0 for none. */
  readonly beam: number
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

/** The one place where an engine is picked. `alone`: it computes in this thread only, since others have work of their own. */
export async function openEngine(
  config: EngineConfig,
  options: EngineOptions = {},
  alone = false,
): Promise<OpenEngine> {
  const exact = await openExact(config, options, alone)
  const { beam: epsilon } = exact.resources
  if (epsilon === 0) return { ...exact, beam: null }
  const { createBeamEngine } = await import('../memory/beam-engine.js')
  const beam = createBeamEngine(epsilon, exact.engine)
  return { ...exact, engine: beam, beam }
}

/** How many threads a config asks for. */
export function threadsOf({ training: { threads } }: EngineConfig, options: EngineOptions = {}): number {
  const wanted = options.threads ?? threads
  return wanted === 0 ? availableParallelism() : wanted
}

async function openExact(
  config: EngineConfig,
  options: EngineOptions,
  alone: boolean,
): Promise<Omit<OpenEngine, 'beam'>> {
  const kernel = (options.kernel as InferenceConfig['kernel'] | undefined) ?? config.inference.kernel
  const budget = (options.memory ?? config.inference.memory) * 2 ** 20
  const threads = threadsOf(config, options)
  const beam = options.beam ?? config.inference.beam
  const reference = createReferenceEngine()
  if (kernel === 'reference') {
    const resources = { threads, module: null, budget, beam }
    return { engine: reference, kernel, resources, close: () => {} }
  }
  // Loaded late, as all that only some commands need.
  const [{ loadKernel }, { createTeam }, { createKernelEngine }] = await Promise.all([
    import('../cluster/load-kernel.js'),
    import('../cluster/team.js'),
    import('../kernel/batch.js'),
  ])
  const { name, module } = loadKernel(kernel)
  const team = createTeam(module, alone ? 1 : threads, alone ? budget / threads : budget)
  return {
    engine: createKernelEngine(team, reference),
    kernel: name,
    resources: { threads, module, budget, beam },
    close: () => team.close(),
  }
}
