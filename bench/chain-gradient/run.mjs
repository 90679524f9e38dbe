/**
 * Two ways to train networks on a chain: the gradient of the log-likelihood itself, through forward-backward at each training step, and
 * generalised EM, whose posteriors are those of the beginning of an epoch. Same start, batches, rates and optimizer; both are scored
 * by exact inference after each epoch. `node bench/chain-gradient/run.mjs`
 */
import { dirname, join } from 'node:path'
import { loadConfigFile } from '../../dist/config/load-file.js'
import { dataSource } from '../../dist/data/source.js'
import { createReferenceEngine } from '../../dist/inference/index.js'
import { compileModel } from '../../dist/model/compile.js'
import { Adam } from '../../dist/neural/adam.js'
import { batchGradient } from '../../dist/neural/batch-gradient.js'
import { shuffled } from '../../dist/neural/hold-out.js'
import { learningRateAt } from '../../dist/neural/learning-rate.js'
import { parametersAt, trainablesOf, valuesOf } from '../../dist/neural/trainables.js'
import { prepareData, prepareModel } from '../../dist/prepare.js'
import { createRandom } from '../../dist/random.js'
import { openDevice } from '../../dist/tensor/open-device.js'
import { exactLogLikelihood } from '../../dist/training/exact-log-likelihood.js'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { figures, table } from '../lib/table.mjs'
import { replay } from './replay.mjs'

const flags = readFlags('Compares the gradient through forward-backward with generalised EM.', {
  config: { type: 'text', default: 'configs/neural/characters.yaml', help: 'a model of networks on a chain' },
  epochs: {
    type: 'number',
    default: undefined,
    help: 'passes over the data (those of the config; --quick 2)',
  },
  seeds: { type: 'numbers', default: undefined, help: 'starts (1,2,3; --quick 1)' },
  device: { type: 'text', default: 'wasm', help: 'what computes the networks' },
  quick: { type: 'switch', default: false, help: 'two epochs of one start' },
})
const { config } = await loadConfigFile(flags.config, { file: flags.config })
const source = dataSource(join(dirname(flags.config), config.data.path))
const prepared = await prepareData(config, source)
await source.close()
const model = prepareModel(config, prepared)
const data = prepared.encoded
const exact = createReferenceEngine()
const { tf, close } = await openDevice(flags.device, { synchronous: true })
const trainables = trainablesOf(
  model,
  model.experts.map(({ config }) => config?.weightDecay ?? 0),
)
const { batchSize = 16, learningRate } = config.training
const epochs = flags.epochs ?? (flags.quick ? 2 : config.training.epochs)
const sequences = data.offsets.length - 1
const batches = Math.ceil(sequences / batchSize)
const steps = data.offsets.at(-1)

const rows = []
for (const seed of flags.seeds ?? (flags.quick ? [1] : [1, 2, 3]))
  for (const [name, generalised] of [
    ['gradient', false],
    ['generalised EM', true],
  ]) {
    const { seconds, scores } = train(seed, generalised)
    const at = (share) => (-scores[Math.ceil(share * epochs) - 1] / steps).toFixed(4)
    rows.push([name, String(seed), ...[0.25, 0.5, 1].map(at), figures(seconds)])
  }
close()
console.log(`- ${machine()}\n- ${ownVersions()}\n- ${flags.config}: ${sequences} sequences, ${steps} steps\n`)
console.log(
  `Loss on the data themselves, nats a step, after a quarter of the ${epochs} epochs, half, and all.\n`,
)
console.log(table(['', 'seed', 'quarter', 'half', 'all', 's of CPU'], rows))

function train(seed, generalised) {
  const random = createRandom(seed, 'chain-gradient')
  const values = valuesOf(trainables, {
    gate: model.gate.initialise(random.split('gate')),
    experts: model.experts.map((expert, e) => expert.initialise?.(random.split('weights', e)) ?? {}),
  })
  const adam = new Adam(trainables, values)
  const parameters = () => parametersAt(trainables, values, model.experts.length)
  const scores = []
  let seconds = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const began = process.cpuUsage()
    const posteriors = generalised ? replay(exact, compileModel(model, parameters()), data) : null
    const order = shuffled(sequences, random.split('epoch', epoch))
    for (let batch = 0; batch < batches; batch++) {
      const some = order.slice(batch * batchSize, (batch + 1) * batchSize)
      const engine = posteriors === null ? exact : posteriors.of(some)
      const dropped = random.split('dropout', epoch, batch).integer(2 ** 30)
      const { gradients, rows } = batchGradient(
        { tf, engine, model, data, trainables },
        values,
        some,
        dropped,
      )
      const size = some.reduce((n, s) => n + data.offsets[s + 1] - data.offsets[s], 0)
      const rate = learningRateAt(epoch * batches + batch, epochs * batches, learningRate)
      adam.ascend(gradients, 1 / size, rate, rows)
    }
    const { user, system } = process.cpuUsage(began)
    seconds += (user + system) / 1e6
    scores.push(exactLogLikelihood(compileModel(model, parameters()), data, exact))
  }
  return { seconds, scores }
}
