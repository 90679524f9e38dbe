import { type KernelName, loadKernel } from '../../src/cluster/load-kernel.js'
import { createTeam } from '../../src/cluster/team.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { createKernelEngine } from '../../src/kernel/batch.js'
import { singleThread } from '../../src/kernel/single-thread.js'
import type { ModelEngine } from '../../src/model/model-engine.js'

export const MEGABYTE = 2 ** 20

/** A kernel engine on this thread. */
export function kernelEngine(
  name: KernelName = 'portable',
  bytes = 64 * MEGABYTE,
  reference = createReferenceEngine(),
): ModelEngine {
  return createKernelEngine(singleThread(loadKernel(name).module, bytes), reference)
}

/** A kernel that may not ask the reference. */
export function kernelAlone(bytes?: number): ModelEngine {
  const refuse = () => {
    throw new Error('the reference was asked')
  }
  const reference = { ...createReferenceEngine(), smooth: refuse, bestPath: refuse, logLikelihood: refuse }
  return kernelEngine('portable', bytes, {
    ...reference,
    filter: refuse,
    pairwise: refuse,
    bestPaths: refuse,
    samplePaths: refuse,
  })
}

/** A kernel engine on several threads, and how to end them. */
export function threadedEngine(threads: number, bytes = 64 * MEGABYTE) {
  const team = createTeam(loadKernel('portable').module, threads, bytes, { eager: true })
  return { engine: createKernelEngine(team, createReferenceEngine()), close: () => team.close() }
}
