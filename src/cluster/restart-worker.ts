import { parentPort, workerData } from 'node:worker_threads'
import type { Config } from '../config/schema.js'
import type { Encoded, EncodingPlan } from '../encode/encoded.js'
import type { ModelColumns } from '../encode/expert-columns.js'
import { createReferenceEngine } from '../inference/index.js'
import { createKernelEngine } from '../kernel/batch.js'
import { singleThread } from '../kernel/single-thread.js'
import { buildModel } from '../model/model.js'
import { fitRestart } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'

/** What the main thread gives a worker of restarts. Data on shared memory is not copied. */
export interface RestartWorkerData {
  readonly config: Pick<Config, 'model' | 'training'>
  readonly columns: ModelColumns
  readonly plan: EncodingPlan
  readonly data: Encoded
  /** The compiled kernel; null for the reference engine. */
  readonly module: WebAssembly.Module | null
  /** Bytes for the kernel's working arrays. */
  readonly budget: number
}

const { config, columns, plan, data, module, budget } = workerData as RestartWorkerData
const reference = createReferenceEngine()
const engine = module === null ? reference : createKernelEngine(singleThread(module, budget), reference)
const model = buildModel(config.model, columns.experts, plan)

parentPort!.on('message', (restart: number) => {
  void run(restart).then((result) => parentPort!.postMessage(result))
})

/** null where it threw: the main thread runs it again, and throws itself. */
async function run(restart: number): Promise<RestartResult | null> {
  try {
    const climbing = fitRestart({ model, data, plan, engine }, config.training, restart)
    for (;;) {
      const { value, done } = await climbing.next()
      if (done) return value
    }
  } catch {
    return null
  }
}
