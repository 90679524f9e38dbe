// node configs/jsb-chorales/run.mjs [FOLDER of jsb-chorales-quarter.json]: the numbers of docs/results.md.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const config = 'configs/jsb-chorales/config.yaml'
const data = 'configs/jsb-chorales/prepared/jsb-chorales.jsonl'
const strengths = [3, 10, 30]
const seeds = { 8: [1, 2, 3, 4, 5], 32: [1, 2, 3] }

// The prior's strength and the start of EM are chosen on the validation pieces; the test pieces are read once, at the end.
for (const states of [8, 32]) {
  let best = { valid: Number.NEGATIVE_INFINITY }
  for (const strength of strengths) {
    for (const seed of seeds[states]) {
      const output = `runs/jsb-chorales/${states}-${strength}-${seed}`
      const changes = [`model.states=${states}`, `model.experts[0].prior.strength=${strength}`]
      dsm(
        [
          ...['train', config, '--output', output, '--seed', `${seed}`],
          ...changes.flatMap((change) => ['--set', change]),
        ],
        { json: true },
      )
      const { logLikelihoodPerStep: valid } = dsm(['eval', output, data, '--where', 'split=valid'], {
        json: true,
      })
      say(`K = ${states}, strength ${strength}, seed ${seed}: ${(-valid).toFixed(4)} nats a step on valid`)
      if (valid > best.valid) best = { strength, seed, output, valid }
    }
  }
  say(`K = ${states}: strength ${best.strength}, seed ${best.seed} is best on valid`)
  dsm(['eval', best.output, data, '--where', 'split=test'])
}
