// node configs/hapt/activities.mjs [FOLDER]: the six basic activities. Settings are chosen on the training people, then the test people are read once.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const data = 'configs/hapt/prepared/hapt.csv'
const training = [1, 3, 5, 6, 7, 8, 11, 14, 15, 16, 17, 19, 21, 22, 23, 25, 26, 27, 28, 29, 30]
const basic = ['--where', 'kind=basic']
const device = process.env.DSM_DEVICE === undefined ? [] : ['--device', process.env.DSM_DEVICE]

const network =
  'family: neural, output: categorical, columns: [activity], inputs: ["mean_*", "log_sd_*"], context: [-8, 8], units: [32], dropout: 0.5'
/** What is compared, and what it changes in activities.yaml. */
const candidates = {
  'labels, normalised by sequence': [],
  'labels, normalised by step': ['model.transition.normalise=step'],
  'labels by sequence, without dropout': ['model.transition.dropout=0'],
  'a network alone': [
    'model.gate=independent',
    'model.states=1',
    'model.transition=null',
    `model.experts=[{ ${network} }]`,
  ],
  'a network on 6 hidden states that see x': [
    'model.states=6',
    'model.transition=null',
    `model.experts=[{ ${network} }]`,
  ],
}

let best = null
for (const [name, settings] of Object.entries(candidates)) {
  let right = 0
  let windows = 0
  for (const fold of [0, 1, 2]) {
    const held = training.filter((_, i) => i % 3 === fold)
    const kept = training.filter((_, i) => i % 3 !== fold)
    train('runs/hapt-folds', settings, ['--where', 'split=train', ...people(kept)])
    const split = ['--where', 'split=train', ...people(held)]
    const { labels } = dsm(['eval', 'runs/hapt-folds', data, ...basic, ...split], { json: true })
    right += labels.accuracy * labels.steps
    windows += labels.steps
  }
  const accuracy = right / windows
  say(`${name}: ${percent(accuracy)} of the training people's windows, by three-fold cross-validation`)
  if (best === null || accuracy > best.accuracy) best = { name, settings, accuracy }
}

say(`chosen: ${best.name}`)
train('runs/hapt-activities', best.settings, [])
dsm(['eval', 'runs/hapt-activities', data, ...basic, '--where', 'split=test'])

// The Gaussian hidden Markov model of chain.yaml on the same windows.
const chain = ['--output', 'runs/hapt-basic-chain', '--where', 'split=train']
dsm(['train', 'configs/hapt/chain.yaml', '--quiet', ...chain, ...basic])
dsm(['eval', 'runs/hapt-basic-chain', data, '--where', 'split=test', ...basic])

function train(output, settings, where) {
  const set = settings.flatMap((setting) => ['--set', setting])
  dsm([
    'train',
    'configs/hapt/activities.yaml',
    '--quiet',
    '--output',
    output,
    ...set,
    ...basic,
    ...where,
    ...device,
  ])
}

function people(list) {
  return ['--where', `user=${list.join(',')}`]
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`
}
