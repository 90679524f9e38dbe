import { Worker } from 'node:worker_threads'
import type { RestartRunner } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'
import { builtFolder } from './load-kernel.js'
import type { RestartWorkerData } from './restart-worker.js'

/** Workers that each run whole restarts of a fit, one thread a restart; `budget` is for all of them together. */
export function createRestartTeam(data: RestartWorkerData, threads: number): RestartRunner {
  const idle: Worker[] = []
  const all: Worker[] = []
  const workerData: RestartWorkerData = { ...data, budget: data.budget / threads }

  function hire(): Worker {
    const free = idle.pop()
    if (free !== undefined) return free
    const worker = new Worker(new URL('restart-worker.js', builtFolder), { workerData })
    all.push(worker)
    return worker
  }

  return {
    atOnce: threads,
    run(restart) {
      const worker = hire()
      return new Promise((resolve, reject) => {
        worker.once('message', (result: RestartResult | null) => {
          worker.off('error', reject)
          idle.push(worker)
          resolve(result)
        })
        worker.once('error', reject)
        worker.postMessage(restart)
      })
    },
    close() {
      for (const worker of all) void worker.terminate()
    },
  }
}
