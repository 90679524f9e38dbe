import { beforeAll, describe, expect, it } from 'vitest'
import { records, trainedFolder } from './labelled-panel.js'
import { runDsm } from './run-dsm.js'

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml', 'named.yaml', 'mixture.yaml')
})

async function sample(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await runDsm(['sample', ...args], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

describe('dsm sample', () => {
  it('gives the same output for the same seed, and other output for another', async () => {
    const first = await sample('free', '--sequences', '2', '--length', '10', '--seed', '5')
    expect(await sample('free', '--sequences', '2', '--length', '10', '--seed', '5')).toBe(first)
    expect(await sample('free', '--sequences', '2', '--length', '10', '--seed', '6')).not.toBe(first)
  })

  it('writes the columns of the config, sequences of the mean length in training where none is given', async () => {
    const rows = records(await sample('free', '--sequences', '3'))
    expect(Object.keys(rows[0]!)).toEqual(['id', 't', 'speed', 'weather'])
    expect(rows).toHaveLength(3 * 40)
    expect(rows.map((row) => row.t).slice(38, 42)).toEqual(['39', '40', '1', '2'])
    expect(new Set(rows.map((row) => row.weather))).toEqual(new Set(['sun', 'rain']))
  })

  it('adds the hidden states where asked, by their names', async () => {
    expect(new Set(records(await sample('named', '--states')).map((row) => row.kind))).toEqual(
      new Set(['ride', 'walk']),
    )
    expect(records(await sample('free', '--states'))[0]!.state).toMatch(/^[12]$/)
  })

  it('writes JSONL, an object a sequence', async () => {
    const lines = (await sample('free', '--sequences', '2', '--length', '3', '--format', 'jsonl'))
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(2)
    const object = JSON.parse(lines[1]!) as { id: string; speed: number[]; weather: string[] }
    expect(object.id).toBe('2')
    expect(object.speed).toHaveLength(3)
  })

  it('leaves out a sequence column that the config does not have', async () => {
    expect(Object.keys(records(await sample('mixture', '--length', '2'))[0]!)).toEqual(['speed', 'weather'])
  })

  it('writes a file that the model itself can score', async () => {
    const { stdout, code } = await runDsm(
      ['sample', 'named', '--sequences', '30', '--length', '50', '--states', '--out', 'drawn.csv', '--json'],
      { cwd },
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ out: 'drawn.csv', sequences: 30, steps: 1500 })
    const scored = await runDsm(['eval', 'named', 'drawn.csv', '--json'], { cwd })
    expect(scored.stderr).toBe(
      'warning: drawn.csv has no column "split": the row filter that training used on it (data.where) is left out\n',
    )
    const { labels, sequences } = JSON.parse(scored.stdout) as {
      labels: { accuracy: number }
      sequences: number
    }
    expect(sequences).toBe(30)
    // The states are far apart: the model finds most of its own again.
    expect(labels.accuracy).toBeGreaterThan(0.9)
  })

  it.each([
    [['--length', '0'], 2, 'whole number of at least 1'],
    [['--format', 'parquet'], 2, 'Allowed choices are csv, jsonl'],
    [['--json'], 2, '--out FILE'],
  ])('%j is wrong use', async (args, code, message) => {
    const run = await runDsm(['sample', 'free', ...args], { cwd })
    expect(run.code).toBe(code)
    expect(run.stderr).toContain(message)
  })
})
