import { beforeAll, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { folderOf, type Run, runDsm } from './run-dsm.js'

const config = `data: { path: rows.csv, sequence: id, x: [a], y: [tag] }
model:
  target: y
  gate: markov
  transition: { inputs: [a], units: [6], normalise: sequence }
  experts: [{ family: label, columns: [tag] }]
training: { epochs: 20, batchSize: 4, learningRate: 0.03, validation: 0 }
device: wasm
output: run
`

/** A tag that follows from a number and the tag before. */
function rows(sequences: number, seed: number): string {
  const random = createRandom(seed, 'rows')
  const lines = ['id,a,tag']
  for (let s = 0; s < sequences; s++) {
    let before = 0
    for (let t = 0; t < 10; t++) {
      const a = random.normal()
      before = a + 0.7 * before > 0 ? 1 : -1
      lines.push(`${s},${a.toFixed(4)},${before > 0 ? 'up' : 'down'}`)
    }
  }
  return `${lines.join('\n')}\n`
}

let cwd: string
let trained: Run

beforeAll(async () => {
  cwd = folderOf({ 'rows.csv': rows(25, 1), 'new.csv': rows(10, 2), 'config.yaml': config })
  trained = await runDsm(['train', 'config.yaml', '--json'], { cwd })
}, 60_000)

const json = async (...args: string[]) => {
  const run = await runDsm([...args, '--json'], { cwd })
  expect(run.code, run.stderr).toBe(0)
  return JSON.parse(run.stdout)
}
const column = (text: string, name: string) => {
  const [heads, ...lines] = text.trim().split('\n')
  const i = heads!.split(',').indexOf(name)
  return lines.map((line) => line.split(',')[i]!)
}

it('labels are the states, and eval finds again what train reported', async () => {
  expect(trained.code, trained.stderr).toBe(0)
  const { states, logLikelihood } = JSON.parse(trained.stdout)
  expect(states).toBe(2)
  expect((await json('eval', 'run')).logLikelihood).toBe(logLikelihood)
  const { labels } = await json('eval', 'run', 'new.csv')
  expect(labels.accuracy).toBeGreaterThan(0.9)
})

it('predict gives the best path, whether the file holds labels or not', async () => {
  const bare = folderOf({ 'bare.csv': rows(10, 2).replace(/,(up|down|tag)$/gm, '') })
  const [known, unknown] = await Promise.all([
    runDsm(['predict', 'run', 'new.csv'], { cwd }),
    runDsm(['predict', 'run', `${bare}/bare.csv`], { cwd }),
  ])
  expect(known.code, known.stderr).toBe(0)
  expect(unknown.code, unknown.stderr).toBe(0)
  expect(column(unknown.stdout, 'predicted')).toEqual(column(known.stdout, 'predicted'))
  expect(column(unknown.stdout, 'state')).toEqual(column(unknown.stdout, 'predicted'))
  expect(column(known.stdout, 'state')).toEqual(column(rows(10, 2), 'tag'))
})

it('sample draws labels for the inputs of a file, and show names the states', async () => {
  const drawn = await runDsm(['sample', 'run', '--data', 'new.csv', '--states'], { cwd })
  expect(drawn.code, drawn.stderr).toBe(0)
  expect(new Set(column(drawn.stdout, 'tag'))).toEqual(new Set(['up', 'down']))
  expect(column(drawn.stdout, 'state')).toEqual(column(drawn.stdout, 'tag'))
  const { stdout } = await runDsm(['show', 'run'], { cwd })
  expect(stdout).toContain('normalised over whole sequences; at average inputs:')
  expect(stdout).toContain('label: the states are those of tag')
})

it('the report draws it, and check counts its weights', async () => {
  const { sections } = await json('report', 'run', '--format', 'md', '--out', 'report.md')
  expect(sections).toContain('states')
  const { parameters } = await json('check', 'config.yaml')
  // Hidden layer 1·6 + 6, outputs 6·2 + 2 and 6·4 + 4.
  expect(parameters).toEqual([{ states: 2, free: 54 }])
})

it('cv takes the labels as they are, and refuses another number of states', { timeout: 60_000 }, async () => {
  const args = ['cv', 'config.yaml', '--folds', '2', '--set', 'training.epochs=2', '--output', 'cv']
  const { table } = await json(...args, '--k-range', '2')
  expect(Number.isFinite(table[0].mean)).toBe(true)
  const run = await runDsm([...args, '--k-range', '2:3'], { cwd })
  expect(run.code).not.toBe(0)
  expect(run.stderr).toContain('3 states, but the states are the 2 labels of the column')
})
