import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint, type RunKey, saveCheckpoint } from '../../src/store/checkpoint.js'
import { openTrainingLog } from '../../src/store/training-log.js'
import { type FitEvent, type FitState, fit } from '../../src/training/fit.js'
import type { TestConfig } from '../fit.js'
import { openTf, prepareNetwork, tagged } from './helpers.js'

const config = {
  data: { sequence: 'id', x: ['a', 'b'], y: ['tag'] },
  model: {
    target: 'y',
    gate: 'markov',
    states: 2,
    experts: [
      {
        family: 'neural',
        output: 'categorical',
        columns: 'tag',
        inputs: ['a', 'b'],
        units: [6],
        dropout: 0.2,
        weightDecay: 0.01,
      },
    ],
  },
  training: { restarts: 2, epochs: 3, batchSize: 4, patience: 1, learningRate: 0.05, seed: 3 },
} as TestConfig

const folder = mkdtempSync(join(tmpdir(), 'dsm-resume-'))
const key: RunKey = { dsm: '0', config: 'c', data: 'd', seed: 3, kernel: 'portable', device: null }
const prepared = async () => prepareNetwork(config, tagged(12, 8, 2, true), await openTf('wasm'))

interface Course {
  readonly events: FitEvent[]
  /** The state at each training step and restart, copied at the time. */
  readonly states: FitState[]
}

async function course(resume?: FitState): Promise<Course> {
  const { problem, config } = await prepared()
  const events: FitEvent[] = []
  const states: FitState[] = []
  for await (const event of fit(problem, config.training, resume)) {
    events.push(event)
    if (event.type === 'step') states.push(event.state())
    if (event.type === 'restart') states.push(event.state)
  }
  return { events, states }
}

const resultOf = ({ events }: Course) => events.findLast(({ type }) => type === 'done')!
const stepsOf = ({ events }: Course) =>
  events.flatMap((e) => (e.type === 'step' ? [{ ...e.step, of: e.restart }] : []))

describe('a network whose training was cut off', () => {
  it('goes on from any training step, moments and all, to the same bits', async () => {
    const { model } = await prepared()
    const whole = await course()
    const steps = stepsOf(whole)
    expect(whole.states.length).toBeGreaterThan(10)
    const path = join(folder, 'checkpoint.json')
    for (const [i, state] of whole.states.entries()) {
      if (i % 3 !== 1 && i < whole.states.length - 2) continue
      await saveCheckpoint(path, key, state)
      const loaded = await loadCheckpoint(path, key, model)
      const rest = await course(loaded!)
      expect(resultOf(rest), `state ${i}`).toEqual(resultOf(whole))
      const later = stepsOf(rest)
      expect(later, `state ${i}`).toEqual(steps.slice(steps.length - later.length))
    }
  })

  it('says that a checkpoint is damaged where a block of weights is cut short', async () => {
    const { model } = await prepared()
    const { states } = await course()
    const path = join(folder, 'damaged.json')
    await saveCheckpoint(path, key, states[1]!)
    const file = JSON.parse(readFileSync(path, 'utf8'))
    for (const part of ['values', 'first', 'second'] as const) {
      const blocks = [...file.current[part]]
      blocks[1] = blocks[1].slice(0, -8)
      writeFileSync(path, JSON.stringify({ ...file, current: { ...file.current, [part]: blocks } }))
      await expect(loadCheckpoint(path, key, model)).rejects.toMatchObject({ code: 'damaged-checkpoint' })
    }
  })
})

describe('the steps of a training', () => {
  it('name the loss of the batch, and after each epoch that of the sequences kept aside', async () => {
    const whole = await course()
    const first = stepsOf(whole).filter(({ of }) => of === 0)
    const result = resultOf(whole)
    if (result.type !== 'done') throw new Error('a fit ended without a result')
    const { trace } = result.result.restarts[0]!
    const validated = first.filter(({ validationLoss }) => validationLoss !== null)
    expect(validated).toHaveLength(trace.length)
    const observed = trace.map((score, i) => -score / validated[i]!.validationLoss!)
    for (const n of observed) expect(n).toBeCloseTo(observed[0]!, 6)
    expect(first.map(({ step }) => step)).toEqual(first.map((_, i) => i + 1))
    for (const { loss } of first) expect(loss).toBeGreaterThan(0)
  })
})

describe('the log', () => {
  const line = (step: number) => ({
    step,
    steps: 9,
    epoch: 1,
    loss: step / 7,
    validationLoss: null,
    learningRate: 0.1,
  })
  const written = (path: string) =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { restart: number; step: number; loss: number })

  it('drops what a killed run wrote after its checkpoint, and half a line', async () => {
    const path = join(folder, 'log.jsonl')
    const log = await openTrainingLog(path, null)
    for (const step of [1, 2]) await log.append(0, line(step))
    for (const step of [1, 2, 3]) await log.append(1, line(step))
    await log.flush()
    writeFileSync(`${path}.part`, `${readFileSync(`${path}.part`, 'utf8')}{"restart":2,"st`)
    const resumed = await openTrainingLog(path, { restart: 1, step: 2 })
    await resumed.append(1, line(3))
    await resumed.finish()
    expect(written(path).map(({ restart, step }) => [restart, step])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [2, 3],
    ])
    expect(written(path)[4]!.loss).toBe(3 / 7)
  })
})

describe('a recurrent gate over templates whose training was cut off', () => {
  it('goes on from the middle of an epoch to the same bits', async () => {
    const recurrent = {
      data: { sequence: 'id', x: ['flag', 'size'] },
      model: {
        gate: 'recurrent',
        states: 3,
        recurrence: { units: 4, dropout: 0.3, inputDropout: 0.1, weightDecay: 0.01 },
        experts: [
          { family: 'neural', output: 'bernoulli', columns: 'flag', inputs: ['gate'], units: [], rank: 2 },
          {
            family: 'neural',
            output: 'gaussian',
            columns: 'size',
            inputs: ['gate'],
            units: [3],
            dropout: 0.2,
          },
        ],
      },
      training: { epochs: 3, batchSize: 4, learningRate: 0.05, seed: 3 },
    } as TestConfig
    const { problem, config, model } = await prepareNetwork(recurrent, tagged(12, 8), await openTf('wasm'))
    const states: FitState[] = []
    const run = async (resume?: FitState) => {
      let last: FitEvent | null = null
      for await (const event of fit(problem, config.training, resume)) {
        if (event.type === 'step' && resume === undefined) states.push(event.state())
        last = event
      }
      return last
    }
    const whole = await run()
    const path = join(folder, 'recurrent.json')
    await saveCheckpoint(path, key, states[4]!)
    expect(await run((await loadCheckpoint(path, key, model))!)).toEqual(whole)
  })
})
