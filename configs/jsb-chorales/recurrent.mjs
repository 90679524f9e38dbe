// node configs/jsb-chorales/recurrent.mjs [FOLDER of jsb-chorales-quarter.json]: the curve of docs/results.md.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const config = 'configs/jsb-chorales/recurrent.yaml'
const data = 'configs/jsb-chorales/prepared/jsb-chorales.jsonl'

/** Nats a step, the smaller the better. */
const score = (output, split) =>
  -dsm(['eval', output, data, '--where', `split=${split}`], { json: true }).logLikelihoodPerStep

// The settings of the config were chosen on the validation pieces at K = 96; the test pieces are read once for each K.
for (const states of [1, 8, 32, 96]) {
  const output = `runs/jsb-recurrent/${states}`
  dsm(['train', config, '--output', output, '--set', `model.states=${states}`], { json: true })
  const [valid, test] = ['valid', 'test'].map((split) => score(output, split).toFixed(4))
  say(`K = ${states}: ${valid} nats a step on the validation pieces, ${test} on the test pieces`)
}
