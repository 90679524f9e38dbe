/**
 * Training steps of dsm on one device: `node steps.mjs DEVICE NET` says what the device is, then answers each line of stdin, a number of
 * steps, with the seconds of one and the loss.
 */
import { createInterface } from 'node:readline'
import { openEngine } from '../../dist/cli/open-engine.js'
import { configSchema } from '../../dist/config/schema.js'
import { memorySource } from '../../dist/data/index.js'
import { networkTrainer } from '../../dist/neural/train.js'
import { prepareData, prepareModel } from '../../dist/prepare.js'
import { createRandom } from '../../dist/random.js'
import { openDevice } from '../../dist/tensor/open-device.js'
import { CLASSES, INPUTS, NETS } from './nets.mjs'

const [name, net] = process.argv.slice(2)
const { states, units, sequences, steps } = NETS[net]
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)

let device
try {
  device = await openDevice(name)
} catch (error) {
  say({ skipped: error.message })
  process.exit(0)
}
const columns = Array.from({ length: INPUTS }, (_, i) => `u${i + 1}`)
const config = configSchema.parse({
  data: { sequence: 'id', x: columns, y: ['class'] },
  model: {
    target: 'y',
    gate: 'independent',
    states,
    experts: [{ family: 'neural', output: 'categorical', columns: ['class'], inputs: columns, units }],
  },
  training: { epochs: 1e6, batchSize: sequences, validation: 0, restarts: 1 },
})
const prepared = await prepareData(config, memorySource('rows.csv', rows()))
const { engine } = await openEngine({ inference: config.inference, training: { threads: 1 } })
const problem = {
  model: prepareModel(config, prepared),
  data: prepared.encoded,
  plan: prepared.plan,
  engine,
  trainer: networkTrainer(device.tf),
}
const training = problem.trainer(problem, config.training, 0, null)
say({ description: device.description })

for await (const line of createInterface({ input: process.stdin })) {
  const count = Number(line)
  const begin = performance.now()
  let loss = 0
  for (let i = 0; i < count; i++) loss = (await training.next()).value.step.loss
  say({ seconds: (performance.now() - begin) / 1000 / count, loss })
}
process.exit(0)

function rows() {
  const random = createRandom(1, 'bench-devices')
  const lines = [['id', ...columns, 'class'].join(',')]
  for (let s = 0; s < sequences; s++)
    for (let t = 0; t < steps; t++) {
      const u = columns.map(() => random.normal().toFixed(4))
      lines.push([s, ...u, `c${random.integer(CLASSES)}`].join(','))
    }
  return `${lines.join('\n')}\n`
}
