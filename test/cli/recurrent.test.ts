import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { folderOf, type Run, runDsm } from './run-dsm.js'

const config = `data: { path: rows.csv, sequence: id, x: [a, b] }
model:
  gate: recurrent
  states: 3
  recurrence: { units: 6, dropout: 0.1 }
  experts: [{ family: neural, output: bernoulli, inputs: [previous], units: [4] }]
training: { epochs: 4, batchSize: 4, seed: 2 }
device: javascript
output: run
`

/** Two keys, the second of which sounds two steps after the first. */
function rows(): string {
  const random = createRandom(1, 'keys')
  const lines = ['id,a,b']
  for (let s = 0; s < 12; s++) {
    const a = Array.from({ length: 9 }, () => (random.uniform() < 0.4 ? 1 : 0))
    for (const [t, key] of a.entries()) lines.push(`${s},${key},${t < 2 ? 0 : a[t - 2]}`)
  }
  return `${lines.join('\n')}\n`
}

let cwd: string
let trained: Run

beforeAll(async () => {
  cwd = folderOf({ 'rows.csv': rows(), 'config.yaml': config })
  trained = await runDsm(['train', 'config.yaml', '--json'], { cwd })
}, 60_000)

const json = async (...args: string[]) => {
  const run = await runDsm([...args, '--json'], { cwd })
  expect(run.code, run.stderr).toBe(0)
  return JSON.parse(run.stdout)
}

describe('a recurrent gate, on the command line', () => {
  it('keeps its weights beside the model and scores what training reported', async () => {
    expect(trained.code, trained.stderr).toBe(0)
    const model = JSON.parse(readFileSync(join(cwd, 'run/model.json'), 'utf8'))
    expect(Object.keys(model.parameters.gate)).toEqual(['weights'])
    const found = await json('eval', 'run', '--per-sequence')
    const told = JSON.parse(trained.stdout)
    expect(found.logLikelihood).toBe(told.logLikelihood)
    // GRU 2 → 6: (2 + 6)·18 + 18 + 6 + 6, scores 6·3, α 2; network (2·4 + 4) + (3·8) + (4 + 8 + 2)·2 + 2.
    expect(found.freeParameters).toBe(144 + 30 + 18 + 2 + 12 + 24 + 28 + 2)
  })

  it('shows what it is, and reports', async () => {
    const shown = await runDsm(['show', 'run'], { cwd })
    expect(shown.stdout).toContain('recurrent mixture')
    expect(shown.stdout).toContain('gate: recurrent unit of 6 over 2 inputs, 192 weights')
    const { sections } = await json('report', 'run', '--format', 'md', '--out', 'report.md')
    expect(sections).toContain('training')
  })

  it('predicts the next step and draws sequences', async () => {
    const predicted = await runDsm(['predict', 'run', 'rows.csv', '--posterior'], { cwd })
    expect(predicted.code, predicted.stderr).toBe(0)
    expect(predicted.stdout.split('\n')[0]).toBe(
      'id,a,b,state,p_1,p_2,p_3,effective_states,surprise,predicted_a,predicted_b',
    )
    const drawn = await runDsm(['sample', 'run', '--sequences', '2', '--length', '5'], { cwd })
    expect(drawn.code, drawn.stderr).toBe(0)
    expect(drawn.stdout.trim().split('\n')).toHaveLength(11)
  })
})
