import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { panelCsv, records, trainedFolder } from './labelled-panel.js'
import { folderOf, runDsm } from './run-dsm.js'

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml', 'named.yaml', 'mixture.yaml')
})

const results = new Map<string, Promise<Record<string, string>[]>>()

/** The rows that a command writes; the same command runs once. */
function predict(...args: string[]): Promise<Record<string, string>[]> {
  const key = args.join(' ')
  const known = results.get(key)
  if (known !== undefined) return known
  const rows = predictAgain(...args)
  results.set(key, rows)
  return rows
}

async function predictAgain(...args: string[]): Promise<Record<string, string>[]> {
  const { stdout, stderr, code } = await runDsm(['predict', ...args], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  return records(stdout)
}

const sum = (rows: Record<string, string>[], ...columns: string[]) =>
  rows.reduce((total, row) => total + columns.reduce((s, column) => s + Number(row[column]), 0), 0)

describe('dsm predict', () => {
  it("writes the input's columns, state and surprise; surprise sums to −log-likelihood", async () => {
    const rows = await predict('free', 'panel.csv')
    expect(Object.keys(rows[0]!)).toEqual([
      'id',
      't',
      'speed',
      'weather',
      'kind',
      'truth',
      'split',
      'state',
      'surprise',
    ])
    // The model's own row filter holds: split = train.
    expect(rows).toHaveLength(160)
    const { stdout } = await runDsm(['eval', 'free', '--json'], { cwd })
    expect(-sum(rows, 'surprise')).toBeCloseTo(
      (JSON.parse(stdout) as { logLikelihood: number }).logLikelihood,
      8,
    )
    const right = rows.filter((row) => (row.state === '2') === (row.truth === 'ride')).length
    expect(right).toBeGreaterThan(150)
  })

  it('keeps the records of the input as they are written', async () => {
    const { stdout } = await runDsm(['predict', 'free', 'panel.csv', '--where', 'split=train,test'], { cwd })
    const input = readFileSync(join(cwd, 'panel.csv'), 'utf8').trimEnd().split('\n')
    const output = stdout.trimEnd().split('\n')
    expect(output).toHaveLength(input.length)
    for (const [i, line] of output.entries()) expect(line.startsWith(`${input[i]!},`)).toBe(true)
  })

  it('names states and posteriors by labels where training was supervised; they sum to one', async () => {
    const rows = await predict('named', 'panel.csv', '--posterior')
    expect(Object.keys(rows[0]!)).toContain('p_ride')
    for (const row of rows) {
      expect(['ride', 'walk']).toContain(row.state)
      expect(Number(row.p_ride) + Number(row.p_walk)).toBeCloseTo(1, 9)
    }
  })

  it('does not use known labels', async () => {
    const lied = panelCsv().replaceAll(
      /,(ride|walk),(\w+),(train|test)/g,
      (_, name: string, truth: string, split: string) =>
        [',', name === 'ride' ? 'walk' : 'ride', truth, split].join(',').replace(',,', ','),
    )
    expect(lied).not.toBe(panelCsv())
    writeFileSync(join(cwd, 'lied.csv'), lied)
    const states = async (file: string) =>
      (await predict('named', file)).map((row) => [row.state, row.surprise])
    expect(await states('lied.csv')).toEqual(await states('panel.csv'))
  })

  it('--online never looks ahead', async () => {
    const lines = panelCsv().trimEnd().split('\n')
    const changed = lines.map((line, i) =>
      i > 20 && i <= 40 ? line.replace(/,[\d.]*,(sun|rain),/, ',55,rain,') : line,
    )
    writeFileSync(join(cwd, 'changed.csv'), `${changed.join('\n')}\n`)
    const first = await predict('free', 'panel.csv', '--online', '--posterior')
    const second = await predict('free', 'changed.csv', '--online', '--posterior')
    expect(second.slice(0, 20)).toEqual(first.slice(0, 20))
    expect(second.slice(20, 40)).not.toEqual(first.slice(20, 40))
    for (const row of first) expect(row.state).toBe(Number(row.p_1) >= Number(row.p_2) ? '1' : '2')
  })

  it('--method posterior takes the most probable state of each step', async () => {
    const rows = await predict('free', 'panel.csv', '--method', 'posterior', '--posterior')
    for (const row of rows) expect(row.state).toBe(Number(row.p_1) >= Number(row.p_2) ? '1' : '2')
  })

  it('--paths adds the best paths with their probability, --samples drawn ones that depend on the seed alone', async () => {
    const rows = await predict('free', 'panel.csv', '--paths', '2', '--samples', '2')
    const p = (row: Record<string, string>, i: number) => Number(row[`path_${i}_probability`])
    for (const row of rows) {
      expect(row.path_1).toBe(row.state)
      expect(p(row, 1)).toBeGreaterThanOrEqual(p(row, 2))
      expect(p(row, 1) + p(row, 2)).toBeLessThanOrEqual(1 + 1e-12)
    }
    expect(rows.some((row) => row.path_1 !== row.path_2)).toBe(true)
    expect(await predictAgain('free', 'panel.csv', '--paths', '2', '--samples', '2')).toEqual(rows)
    const other = await predict('free', 'panel.csv', '--samples', '2', '--seed', '99')
    expect(other.map((row) => row.sample_1)).not.toEqual(rows.map((row) => row.sample_1))
  })

  it('--forecast of an independent model is its marginal, whatever the data', async () => {
    const { stdout } = await runDsm(['show', 'mixture', '--json'], { cwd })
    const shown = JSON.parse(stdout) as {
      states: { initial: number }[]
      experts: [{ parameters: { mean: number[][] } }, { parameters: { probabilities: number[][] } }]
    }
    const alpha = shown.states.map(({ initial }) => initial)
    const [gaussian, categorical] = shown.experts
    const mean = alpha.reduce((total, a, k) => total + a * gaussian.parameters.mean[k]![0]!, 0)
    const sun = alpha.reduce((total, a, k) => total + a * categorical.parameters.probabilities[k]![1]!, 0)
    const rows = await predict('mixture', 'panel.csv', '--forecast', '3')
    expect(rows.map((row) => row.step)).toEqual(['1', '2', '3'])
    for (const row of rows) {
      expect(Number(row.p_1)).toBeCloseTo(alpha[0]!, 12)
      expect(Number(row.speed_mean)).toBeCloseTo(mean, 9)
      expect(Number(row['weather=sun'])).toBeCloseTo(sun, 12)
      expect(Number(row['weather=sun']) + Number(row['weather=rain'])).toBeCloseTo(1, 12)
      expect(Number(row.speed_q05)).toBeLessThan(Number(row.speed_q50))
      expect(Number(row.speed_q50)).toBeLessThan(Number(row.speed_q95))
    }
  })

  it('--forecast writes its rows for every sequence', async () => {
    const rows = await predict('free', 'panel.csv', '--forecast', '2', '--where', 'split=test')
    expect(rows.map((row) => [row.id, row.step])).toEqual([
      ['p4', '1'],
      ['p4', '2'],
      ['p5', '1'],
      ['p5', '2'],
    ])
  })

  it('--json prints a summary and writes the rows to --out, whole or not at all', async () => {
    const { stdout, code, files, read } = await runDsm(
      ['predict', 'free', 'panel.csv', '--out', 'sub/out.csv', '--json'],
      { cwd },
    )
    expect(code).toBe(0)
    const summary = JSON.parse(stdout) as {
      out: string
      steps: number
      logLikelihood: number
      share: Record<string, number>
      warnings: []
    }
    expect(summary).toMatchObject({ out: 'sub/out.csv', sequences: 4, steps: 160, warnings: [] })
    expect(summary.share['1']! + summary.share['2']!).toBeCloseTo(1, 12)
    const rows = records(read('sub/out.csv'))
    expect(rows).toHaveLength(160)
    expect(-sum(rows, 'surprise')).toBeCloseTo(summary.logLikelihood, 9)
    expect(files.filter((file) => file.includes('.tmp'))).toEqual([])
  })

  it('refuses to write over the data file', async () => {
    const before = readFileSync(join(cwd, 'panel.csv'), 'utf8')
    const { stderr, code } = await runDsm(['predict', 'free', 'panel.csv', '--out', './panel.csv'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('is the data file itself')
    expect(readFileSync(join(cwd, 'panel.csv'), 'utf8')).toBe(before)
  })

  it('leaves a sequence of probability 0 empty and warns', async () => {
    const other = folderOf({
      'new.csv': 'id,t,speed,weather,split\na,1,3,sun,train\nb,1,3,sun,train\nb,2,3,hail,train\n',
    })
    const { stdout, stderr, code } = await runDsm(['predict', 'free', `${other}/new.csv`, '--posterior'], {
      cwd,
    })
    expect(code).toBe(0)
    expect(stderr).toContain(`sequence "b" has probability 0 from step 2 on (${other}/new.csv:4)`)
    const [a, b1, b2] = records(stdout)
    expect(a!.state).toMatch(/^[12]$/)
    for (const row of [b1!, b2!])
      expect([row.state, row.p_1, row.p_2, row.surprise]).toEqual(['', '', '', ''])
    const ahead = await runDsm(['predict', 'free', `${other}/new.csv`, '--forecast', '1'], { cwd })
    expect(ahead.stderr).toContain('no forecast for 1 of 2 sequences')
    expect(records(ahead.stdout).map((row) => [row.id, row.p_1 === ''])).toEqual([
      ['a', false],
      ['b', true],
    ])
  })

  it('keeps JSONL as JSONL and reads standard input in the format of the training data', async () => {
    const object = {
      id: 'a',
      t: [1, 2, 3],
      speed: [1, 11, null],
      weather: ['sun', 'sun', 'rain'],
      split: ['train', 'train', 'train'],
      note: 'x',
    }
    writeFileSync(join(cwd, 'data.jsonl'), `${JSON.stringify(object)}\n`)
    const { stdout } = await runDsm(['predict', 'free', 'data.jsonl'], { cwd })
    const written = JSON.parse(stdout) as { note: string; state: string[]; surprise: number[] }
    expect(written.note).toBe('x')
    expect(written.state).toHaveLength(3)
    const piped = await runDsm(['predict', 'free', '-'], { cwd, stdin: panelCsv() })
    expect(piped.stderr).toBe('')
    expect(records(piped.stdout)).toEqual(await predict('free', 'panel.csv'))
    const asJsonl = await runDsm(['predict', 'free', '-', '--set', 'data.format=jsonl'], {
      cwd,
      stdin: `${JSON.stringify(object)}\n`,
    })
    expect(asJsonl.stdout).toBe(stdout)
  })

  it('offers --prefix where a column of the input has the name of a result, and writes nothing', async () => {
    const clash = folderOf({ 'c.csv': 'id,t,speed,weather,split,state\na,1,3,sun,train,x\n' })
    const refused = await runDsm(['predict', 'free', `${clash}/c.csv`, '--out', 'clash.csv'], { cwd })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('state')
    expect(refused.stderr).toContain('--prefix')
    expect(refused.files).not.toContain('clash.csv')
    const [row] = await predict('free', `${clash}/c.csv`, '--prefix', 'dsm_')
    expect(row).toMatchObject({ state: 'x', dsm_state: '1' })
  })

  it.each([
    [['--online', '--method', 'viterbi'], '--online and --method viterbi do not go together'],
    [['--online', '--paths', '2'], '--online and --paths do not go together'],
    [['--forecast', '2', '--samples', '2'], '--forecast and --samples do not go together'],
    [['--forecast', '0'], 'Expected a whole number of at least 1'],
    [['--method', 'best'], 'Allowed choices are viterbi, posterior'],
    [['--json'], 'add --out FILE'],
  ])('%j is wrong use', async (args, message) => {
    const { code, stderr } = await runDsm(['predict', 'free', 'panel.csv', ...args], { cwd })
    expect(code).toBe(2)
    expect(stderr.toLowerCase()).toContain(message.toLowerCase())
  })
})
