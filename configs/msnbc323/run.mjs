// node configs/msnbc323/run.mjs [FOLDER of msnbc323.seq]: the numbers of docs/results.md.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const config = 'configs/msnbc323/config.yaml'
const data = 'configs/msnbc323/prepared/msnbc323.jsonl'

dsm(['cv', config])

// The same question with the folds of the reference: session number mod 5.
for (const states of [1, 4]) {
  let nats = 0
  let clicks = 0
  for (let fold = 0; fold < 5; fold++) {
    const kept = [0, 1, 2, 3, 4].filter((other) => other !== fold).join(',')
    const output = 'runs/msnbc323-mod5'
    dsm(['train', config, '--output', output, '--set', `model.states=${states}`, '--where', `fold=${kept}`], {
      json: true,
    })
    const { logLikelihood, steps } = dsm(['eval', output, data, '--where', `fold=${fold}`], { json: true })
    nats -= logLikelihood
    clicks += steps
  }
  say(`K = ${states}, folds by number mod 5: ${(nats / clicks).toFixed(4)} nats a click, ${clicks} clicks`)
}
