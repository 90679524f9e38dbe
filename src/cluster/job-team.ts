import { Worker } from 'node:worker_threads'
import type { BeamTally } from '../memory/beam-tally.js'
import type { JobRunner } from '../selection/job-runner.js'
import type { Job } from '../selection/jobs.js'
import type { SearchData } from '../selection/problem.js'
import type { JobReply, JobWorkerData } from './job-worker.js'
import { builtFolder } from './load-kernel.js'

/** Milliseconds that a search has to have taken before workers are started: what is over sooner is not worth their loading. */
const START_AFTER = 150

export interface JobTeamOptions {
  readonly threads: number
  readonly module: WebAssembly.Module | null
  /** Bytes for working arrays of all threads together. */
  readonly budget: number
  readonly beam: number
  /** The device that each worker opens for networks; null where the search has none. */
  readonly device?: string | null
  /** Told what the beam of a worker did in each job. */
  readonly onBeam?: (tally: BeamTally) => void
  /** Start workers at once, whatever the search is worth. */
  readonly eager?: boolean
}

/** Workers that each run whole jobs of a search, one thread a job. Data on shared memory is not copied. */
export function createJobTeam(search: SearchData, options: JobTeamOptions): JobRunner {
  const { threads, module, budget, beam, device = null, onBeam, eager = false } = options
  const { data, plan, score } = search
  const idle: Worker[] = []
  const all: Worker[] = []
  const begin = performance.now()

  function hire(): Worker {
    const free = idle.pop()
    if (free !== undefined) return free
    const workerData: JobWorkerData = {
      search: { data, plan, score },
      module,
      budget: budget / threads,
      beam,
      device,
    }
    const worker = new Worker(new URL('job-worker.js', builtFolder), { workerData })
    all.push(worker)
    return worker
  }

  return {
    atOnce: threads,
    get worthIt() {
      return eager || performance.now() - begin > START_AFTER
    },
    run(job: Job) {
      const worker = hire()
      return new Promise((resolve, reject) => {
        const onMessage = ({ outcome, beam: tally }: JobReply) => {
          worker.off('error', reject)
          idle.push(worker)
          if (tally !== null) onBeam?.(tally)
          resolve(outcome)
        }
        worker.once('message', onMessage)
        worker.once('error', reject)
        worker.postMessage(job)
      })
    },
    close() {
      for (const worker of all) void worker.terminate()
    },
  }
}
