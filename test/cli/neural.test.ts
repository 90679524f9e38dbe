import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { tagged } from '../neural/helpers.js'
import { folderOf, type Run, runDsm } from './run-dsm.js'

const config = `data: { path: rows.csv, sequence: id, x: [a, b, word], y: [tag] }
model:
  target: y
  gate: markov
  states: 2
  experts: [{ family: neural, output: categorical, columns: [tag], inputs: [a, b, { symbols: word }], units: [8, 8] }]
training: { epochs: 15, batchSize: 4, learningRate: 0.02 }
device: wasm
output: run
`

let cwd: string
let trained: Run

beforeAll(async () => {
  cwd = folderOf({ 'rows.csv': tagged(20, 12, 1, true), 'config.yaml': config })
  trained = await runDsm(['train', 'config.yaml', '--json'], { cwd })
}, 60_000)

const json = async (...args: string[]) => {
  const run = await runDsm([...args, '--json'], { cwd })
  expect(run.code, run.stderr).toBe(0)
  return JSON.parse(run.stdout)
}

/** The columns of a CSV text by name. */
function columns(text: string): Record<string, string[]> {
  const [heads, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  return Object.fromEntries(heads!.map((name, i) => [name, rows.map((row) => row[i]!)]))
}

const weights = () => readdirSync(join(cwd, 'run')).filter((file) => file.startsWith('weights-'))

describe('a model of networks, on the command line', () => {
  it('trains and writes its weights beside the model', () => {
    expect(trained.code, trained.stderr).toBe(0)
    expect(weights()).toHaveLength(1)
    const model = JSON.parse(readFileSync(join(cwd, 'run/model.json'), 'utf8'))
    expect(model.weights.file).toBe(weights()[0])
    expect(model.parameters.experts).toEqual([{}])
    expect(model.fit.network.device).toBe('wasm')
  })

  it('eval finds the log-likelihood that train reported, and says how often the tag is predicted', async () => {
    const found = await json('eval', 'run')
    expect(found.logLikelihood).toBe(JSON.parse(trained.stdout).logLikelihood)
    expect(found.labels.accuracy).toBeGreaterThan(0.4)
    expect(found).toMatchObject({ aic: null, bic: null, icl: null })
    expect(JSON.parse(trained.stdout)).toMatchObject({ aic: null, bic: null, icl: null })
    expect(found.perplexity).toBeCloseTo(Math.exp(-found.logLikelihoodPerStep), 9)
  })

  it('shows the transitions at average inputs, since there is no one matrix', async () => {
    const { stdout } = await runDsm(['show', 'run'], { cwd })
    expect(stdout).toContain(
      'transitions from a network: 5 inputs, hidden layers of 8, 8, 174 weights; at average inputs:\ntransition probabilities (row: from, column: to)',
    )
    expect(stdout).not.toContain('expected stay')
    const { gate, transition, atAverageInputs } = await json('show', 'run')
    expect(gate).toBe('markov')
    expect(transition).toBeUndefined()
    for (const row of [atAverageInputs.initial, ...atAverageInputs.transition])
      expect(row[0] + row[1]).toBeCloseTo(1, 12)
  })

  it('predicts the same tags whether the file holds tags or not', async () => {
    const lines = tagged(20, 12, 1, true)
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    const without = lines.map((cells) => cells.filter((_, i) => i !== 4).join(','))
    writeFileSync(join(cwd, 'untagged.csv'), `${without.join('\n')}\n`)
    const [known, unknown] = await Promise.all([
      runDsm(['predict', 'run', 'rows.csv'], { cwd }),
      runDsm(['predict', 'run', 'untagged.csv'], { cwd }),
    ])
    expect(known.code, known.stderr).toBe(0)
    expect(unknown.code, unknown.stderr).toBe(0)
    const predicted = columns(known.stdout).predicted!
    expect(new Set(predicted).size).toBeGreaterThan(1)
    expect(columns(unknown.stdout).predicted).toEqual(predicted)
  })

  it('draws tags for the inputs of a file, the same with the same seed', async () => {
    const draw = () => runDsm(['sample', 'run', '--data', 'rows.csv', '--seed', '3'], { cwd })
    const [one, two] = await Promise.all([draw(), draw()])
    expect(one.code, one.stderr).toBe(0)
    expect(two.stdout).toBe(one.stdout)
    expect(columns(one.stdout).a).toEqual(columns(tagged(20, 12, 1, true)).a!.map((a) => String(Number(a))))
    expect(new Set(columns(one.stdout).tag)).toEqual(new Set(['up', 'down', 'flat']))
  })

  it('chooses K by cross-validation', { timeout: 60_000 }, async () => {
    const found = await json(
      'cv',
      'config.yaml',
      '--k-range',
      '1:2',
      '--folds',
      '2',
      '--set',
      'training.epochs=3',
      '--output',
      'cv',
    )
    expect(found.table.map(({ states }: { states: number }) => states)).toEqual([1, 2])
    expect(found.table.every(({ bic }: { bic: null }) => bic === null)).toBe(true)
    expect(found.table.every(({ mean }: { mean: number }) => Number.isFinite(mean))).toBe(true)
  })

  it('compares gates with and without transitions that see inputs', { timeout: 60_000 }, async () => {
    const args = ['--grid', 'model.gate=independent,markov', '--k-range', '2', '--folds', '2']
    const { table } = await json(
      'cv',
      'config.yaml',
      ...args,
      '--set',
      'training.epochs=2',
      '--output',
      'gates',
    )
    const parameters = table.map((row: { freeParameters: number }) => row.freeParameters)
    expect(parameters[1] - parameters[0]).toBe(174 - 1)
  })

  it.each([
    [['predict', 'run', 'rows.csv', '--forecast', '2'], '--forecast does not go with a model of networks'],
    [['predict', 'run', 'rows.csv', '--stream'], '--stream does not go with a model of networks'],
    [['eval', 'run', '--residuals'], '--residuals does not go with a model of networks'],
    [['sample', 'run'], 'the network sees "a", "b", "word", which sampling does not invent'],
  ])('%s is refused and says why', async (args, message) => {
    const run = await runDsm(args as string[], { cwd })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(message)
  })

  it('refuses weights that are damaged or gone', async () => {
    const file = join(cwd, 'run', weights()[0]!)
    const bytes = readFileSync(file)
    const damaged = Uint8Array.from(bytes)
    damaged[5]! ^= 1
    writeFileSync(file, damaged)
    const one = await runDsm(['show', 'run'], { cwd })
    writeFileSync(file, bytes)
    expect(one.code).toBe(1)
    expect(one.stderr).toContain('is damaged')
    const model = readFileSync(join(cwd, 'run/model.json'), 'utf8')
    writeFileSync(join(cwd, 'alone.json'), model)
    const two = await runDsm(['show', 'alone.json'], { cwd })
    expect(two.code).toBe(1)
    expect(two.stderr).toContain('cannot be read')
  })

  it('refuses an empty cell that the network would see', async () => {
    writeFileSync(join(cwd, 'gap.csv'), 'id,a,b,word,tag\n1,1,2,p,up\n1,,2,p,up\n')
    const run = await runDsm(['eval', 'run', 'gap.csv'], { cwd })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('column "a": the cell is empty, but a network sees it')
  })
})

describe('the training of networks, on the command line', () => {
  it('leaves a log of its steps, which the report draws', async () => {
    const lines = readFileSync(join(cwd, 'run/log.jsonl'), 'utf8').trim().split('\n')
    const steps = lines.map((line) => JSON.parse(line))
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1))
    expect(steps.at(-1).validationLoss).toBeGreaterThan(0)
    const { sections } = await json('report', 'run', '--format', 'md', '--out', 'report.md')
    expect(sections).toContain('training')
  })

  it('stops where the loss is not finite, keeps the step before, and goes on with a lower rate', async () => {
    const wild = config
      .replace('learningRate: 0.02', 'learningRate: 1.0e+38')
      .replace('output: run', 'output: wild')
    const here = folderOf({ 'rows.csv': tagged(20, 12, 1, true), 'config.yaml': wild })
    const failed = await runDsm(['train', 'config.yaml'], { cwd: here })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/stopped being finite at training step \d+/)
    expect(failed.stderr).toMatch(/lower training\.learningRate.*--resume/)
    expect(readdirSync(join(here, 'wild')).sort()).toEqual(['checkpoint.json', 'log.jsonl.part'])
    const args = [
      'train',
      'config.yaml',
      '--resume',
      '--set',
      'training.learningRate=0.01',
      '--set',
      'training.epochs=15',
    ]
    const resumed = await runDsm(args, { cwd: here })
    expect(resumed.stderr).toMatch(/and \d+ training steps, with learning rate 0.01 in place of 1e\+38/)
  })
})
