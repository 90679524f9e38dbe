// node configs/jsb-chorales/run.mjs [FOLDER of jsb-chorales-quarter.json]: the numbers of docs/results.md.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const config = 'configs/jsb-chorales/config.yaml'
const data = 'configs/jsb-chorales/prepared/jsb-chorales.jsonl'
const strengths = [3, 10, 30]

// The strength of the prior is chosen on the validation pieces; the test pieces are read once, at the end.
for (const states of [8, 32]) {
  const tried = strengths.map((strength) => {
    const output = `runs/jsb-chorales-${states}-${strength}`
    dsm(
      [
        ...['train', config, '--output', output, '--set', `model.states=${states}`],
        ...['--set', `model.experts[0].prior.strength=${strength}`],
        ...(states > 8 ? ['--set', 'training.restarts=1'] : []),
      ],
      { json: true },
    )
    const { logLikelihoodPerStep } = dsm(['eval', output, data, '--where', 'split=valid'], { json: true })
    say(`K = ${states}, strength ${strength}: ${(-logLikelihoodPerStep).toFixed(4)} nats a step on valid`)
    return { strength, output, score: logLikelihoodPerStep }
  })
  const best = tried.reduce((a, b) => (b.score > a.score ? b : a))
  say(`K = ${states}: strength ${best.strength} is best on valid`)
  dsm(['eval', best.output, data, '--where', 'split=test'])
}
