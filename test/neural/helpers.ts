import { configSchema } from '../../src/config/schema.js'
import { memorySource } from '../../src/data/index.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { compileModel } from '../../src/model/compile.js'
import type { ModelParameters } from '../../src/model/model.js'
import { networkTrainer } from '../../src/neural/train.js'
import { prepareData, prepareModel } from '../../src/prepare.js'
import { createRandom } from '../../src/random.js'
import type { Device } from '../../src/tensor/device.js'
import { openDevice } from '../../src/tensor/open-device.js'
import type { Tf } from '../../src/tensor/tf.js'
import type { FitProblem } from '../../src/training/fit.js'
import type { TestConfig } from '../fit.js'

export type DeviceName = 'javascript' | 'wasm'

/** tensorflow.js on a device that is always there. */
export async function openTf(name: DeviceName): Promise<Tf> {
  if (open?.name !== name) {
    open?.close()
    open = await openDevice(name)
  }
  return open.tf
}

let open: Device | undefined

/** Everything that a fit of a network needs, from a config and the text of a CSV file. */
export async function prepareNetwork(input: TestConfig, csv: string, device?: Tf) {
  const config = configSchema.parse({ data: {}, ...input })
  const prepared = await prepareData(config, memorySource('rows.csv', csv))
  const model = prepareModel(config, prepared)
  const problem: FitProblem = {
    model,
    data: prepared.encoded,
    plan: prepared.plan,
    engine: createReferenceEngine(),
    trainer: device && networkTrainer(device),
  }
  return { config, model, problem, prepared }
}

export type PreparedNetwork = Awaited<ReturnType<typeof prepareNetwork>>

/** log p of all sequences by the plain forward pass, nats. */
export function totalLogLikelihood({ model, problem }: PreparedNetwork, parameters: ModelParameters): number {
  const compiled = compileModel(model, parameters)
  let sum = 0
  for (let s = 0; s + 1 < problem.data.offsets.length; s++)
    sum += problem.engine.logLikelihood(
      compiled.toInferenceInputs(problem.data, s, true).inputs,
    ).logLikelihood
  return sum
}

/** Sequences of two numbers, a symbol that depends on them and on a sticky hidden state, a flag and a measurement. */
export function tagged(sequences: number, length: number, seed = 1, gaps = false): string {
  const random = createRandom(seed, 'tagged')
  const rows = ['id,a,b,word,tag,flag,size']
  for (let s = 0; s < sequences; s++) {
    let state = random.integer(2)
    for (let t = 0; t < length + (s % 3); t++) {
      if (random.uniform() < 0.1) state = 1 - state
      const a = random.normal()
      const b = random.normal()
      const high = (state === 0 ? a : -a) + 0.3 * b > 0
      const tag =
        gaps && random.uniform() < 0.15 ? '' : high ? 'up' : random.uniform() < 0.2 ? 'flat' : 'down'
      const flag = random.uniform() < (high ? 0.8 : 0.1) ? 1 : 0
      const size =
        gaps && random.uniform() < 0.15 ? '' : (2 * a + state * 3 + 0.3 * random.normal()).toFixed(4)
      rows.push([s, a.toFixed(4), b.toFixed(4), 'pqr'[random.integer(3)], tag, flag, size].join(','))
    }
  }
  return `${rows.join('\n')}\n`
}
