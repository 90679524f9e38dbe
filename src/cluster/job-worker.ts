import { parentPort, workerData } from 'node:worker_threads'
import { createReferenceEngine } from '../inference/index.js'
import { createKernelEngine } from '../kernel/batch.js'
import { singleThread } from '../kernel/single-thread.js'
import { createBeamEngine } from '../memory/beam-engine.js'
import type { BeamTally } from '../memory/beam-tally.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { Job, JobOutcome } from '../selection/jobs.js'
import type { SearchData } from '../selection/problem.js'
import { type JobCache, runJob } from '../selection/run-job.js'
import type { Trainer } from '../training/trainer.js'

/** What the main thread gives a worker of jobs. */
export interface JobWorkerData {
  readonly search: SearchData
  /** The compiled kernel; null for the reference engine. */
  readonly module: WebAssembly.Module | null
  /** Bytes for the kernel's working arrays. */
  readonly budget: number
  /** ε of a beam; 0 for none. */
  readonly beam: number
  /** Where networks are trained; null where the search has none. */
  readonly device: string | null
}

export interface JobReply {
  /** null where the job threw: the main thread runs it again, and throws itself. */
  readonly outcome: JobOutcome | null
  readonly beam: BeamTally | null
}

const { search, module, budget, beam: epsilon, device } = workerData as JobWorkerData
const reference = createReferenceEngine()
const exact: ModelEngine =
  module === null ? reference : createKernelEngine(singleThread(module, budget), reference)
const beam = epsilon > 0 ? createBeamEngine(epsilon, exact) : null
const trainer = device === null ? undefined : await openTrainer(device)
const problem = { ...search, engine: beam ?? exact, trainer }
const cache: JobCache = {}

parentPort!.on('message', (job: Job) => {
  void carryOut(job).then((reply) => parentPort!.postMessage(reply))
})

/** tensorflow.js is loaded by searches over networks alone. */
async function openTrainer(name: string): Promise<Trainer> {
  const [{ openDevice }, { networkTrainer }] = await Promise.all([
    import('../tensor/open-device.js'),
    import('../neural/train.js'),
  ])
  return networkTrainer((await openDevice(name, { synchronous: true })).tf)
}

async function carryOut(job: Job): Promise<JobReply> {
  beam?.reset()
  try {
    const running = runJob(problem, job, cache)
    for (;;) {
      const { value, done } = await running.next()
      if (done) return { outcome: value, beam: beam?.tally('logLikelihood') ?? null }
    }
  } catch {
    return { outcome: null, beam: null }
  }
}
