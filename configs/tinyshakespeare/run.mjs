// node configs/tinyshakespeare/run.mjs [FOLDER of input.txt]: the numbers of docs/results.md.
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dsm, say } from '../tools/dsm.mjs'
import { kneserNey } from './kneser-ney.mjs'
import { prepareText } from './prepare.mjs'

const run = 'runs/tinyshakespeare'
const { codes, symbols, test } = prepareText()

// The test part is read once: by the n-grams, which have nothing to choose, and by the network after its training.
const rows = kneserNey(codes.subarray(0, test), codes.subarray(test), symbols.length, 6).map(
  ({ order, bits, parameterBytes, streamBytes }) => [`order ${order}`, bits, parameterBytes, streamBytes],
)
const started = performance.now()
const trained = dsm(['train', 'configs/tinyshakespeare/config.yaml'], { json: true })
say(
  `trained in ${((performance.now() - started) / 1000).toFixed(0)} s; ${trained.freeParameters} free parameters`,
)
const tested = dsm(['eval', run, 'configs/tinyshakespeare/prepared/test.jsonl'], { json: true })

const folder = fileURLToPath(new URL(`../../${run}/`, import.meta.url))
const weights = readdirSync(folder).find((name) => name.endsWith('.bin'))
// The filtered distribution in float64 and the window of codes.
const stream = 8 * trained.states + 8
rows.push(['dsm', -tested.logLikelihoodPerStep / Math.LN2, statSync(`${folder}${weights}`).size, stream])
console.log('model    bits a character  bytes of parameters  bytes a stream')
for (const [name, bits, parameters, bytes] of rows)
  console.log(
    `${name.padEnd(8)} ${bits.toFixed(3).padStart(16)} ${String(parameters).padStart(20)} ${String(bytes).padStart(15)}`,
  )
