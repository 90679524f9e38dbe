/**
 * How often each rule finds the true number of states (and family) in simulated data: `node bench/choice-of-k/run.mjs`.
 * A line for each data set is written to --out as it is done; a run with the same file goes on from there.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { readFlags } from '../lib/flags.mjs'
import { cores, machine, ownVersions } from '../lib/machine.mjs'
import { table } from '../lib/table.mjs'
import { scenarios } from './scenarios.mjs'

const flags = readFlags('Simulates data with a known number of states and lets every rule choose it.', {
  scenarios: { type: 'list', default: Object.keys(scenarios), help: 'which to run' },
  'data-sets': { type: 'number', default: 50, help: 'of each scenario' },
  threads: { type: 'number', default: cores, help: 'data sets at a time' },
  out: { type: 'text', default: undefined, help: 'file of finished data sets; a run goes on from it' },
  quick: { type: 'switch', default: false, help: 'five data sets of each' },
})
const RULES = {
  'one-standard-error': '**paired 1-SE**',
  maximum: 'CV maximum',
  unpaired: 'unpaired 1-SE',
  aic: 'AIC',
  bic: 'BIC',
  icl: 'ICL',
}
const count = flags.quick ? 5 : flags['data-sets']
const done =
  flags.out !== undefined && existsSync(flags.out)
    ? readFileSync(flags.out, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
const wanted = flags.scenarios.flatMap((scenario) =>
  Array.from({ length: count }, (_, i) => ({ scenario, number: i + 1 })),
)
const isDone = ({ scenario, number }) =>
  done.some((line) => line.scenario === scenario && line.number === number)
const waiting = wanted.filter((task) => !isDone(task))

await Promise.all(Array.from({ length: Math.min(flags.threads, waiting.length) }, work))
console.log(
  `- ${machine()}\n- ${ownVersions()}; K = 1 to 5 (six states: 9; semi-Markov: 8), 5 folds, 8 starts a fit\n`,
)
console.log(
  table(
    ['scenario', 'data sets', ...Object.values(RULES), 'rules-disagree warning', 'median agreement'],
    flags.scenarios.map(row),
  ),
)

async function work() {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url))
  for (;;) {
    const task = waiting.shift()
    if (task === undefined) break
    const line = await new Promise((resolve, reject) => {
      worker.once('message', (line) => {
        worker.off('error', reject)
        resolve(line)
      })
      worker.once('error', reject)
      worker.postMessage(task)
    })
    done.push(line)
    if (flags.out !== undefined) appendFileSync(flags.out, `${JSON.stringify(line)}\n`)
  }
  await worker.terminate()
}

/** `48 (1 under, 1 over)` by rule; for a truth with a family, under and over count K, `family` a wrong one at the right K. */
function row(name) {
  const { what, states, family = 'gaussian' } = scenarios[name]
  const lines = done.filter(({ scenario, number }) => scenario === name && number <= count)
  const cell = (rule) => {
    const chosen = lines.map((line) => line.chosen[rule])
    const tell = (word, holds) => {
      const n = chosen.filter(holds).length
      return n === 0 ? [] : [`${n} ${word}`]
    }
    const right = chosen.filter((c) => c !== null && c.states === states && c.family === family).length
    const wrong = [
      ...tell('under', (c) => c !== null && c.states < states),
      ...tell('over', (c) => c !== null && c.states > states),
      ...tell('family', (c) => c !== null && c.states === states && c.family !== family),
      ...tell('none', (c) => c === null),
    ]
    return wrong.length === 0 ? `${right}` : `${right} (${wrong.join(', ')})`
  }
  const agreements = lines.flatMap(({ agreement }) => agreement ?? []).sort((a, b) => a - b)
  return [
    `${name}: ${what}`,
    String(lines.length),
    ...Object.keys(RULES).map(cell),
    String(lines.filter(({ warnings }) => warnings.includes('rules-disagree')).length),
    agreements.length === 0 ? '-' : agreements[agreements.length >> 1].toFixed(2),
  ]
}
