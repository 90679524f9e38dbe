import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ModelFileError, UsageError } from '../../src/errors.js'
import { loadCheckpoint, type RunKey, saveCheckpoint } from '../../src/store/checkpoint.js'
import { expertCases, gateCases } from '../model/random-case.js'
import { bitsOf, errorOf, events, randomProblem, resultOf, type TrainingInput } from './helpers.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsm-resume-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const key: RunKey = {
  dsm: '0.1.0',
  config: 'config hash',
  data: 'data hash',
  seed: 3,
  kernel: 'reference',
  device: null,
}

const cases: readonly (readonly [string, string, TrainingInput])[] = [
  ['markov', 'gaussian full', { restarts: 3, maxIterations: 8 }],
  ['markov, stationary', 'poisson', { restarts: 2, maxIterations: 8 }],
  ['markov, left-right', 'categorical of order 1 × gaussian', { restarts: 2, maxIterations: 6 }],
  ['static', 'categorical of order 1', { restarts: 3, maxIterations: 6, initialisation: 'random' }],
  ['independent', 'bernoulli', { restarts: 3, maxIterations: 6, deadStates: 'reseed' }],
]

describe('a fit that goes on from a checkpoint', () => {
  it.each(cases)(
    '%s × %s: every state that was yielded leads to the same bits',
    async (gate, expert, options) => {
      const problem = randomProblem(gateCases[gate]!, expertCases[expert]!, {
        seed: 21,
        sequences: 5,
        maxSteps: 12,
        missing: 0.1,
      })
      const whole = await events(problem, { ...options, tolerance: 1e-12, seed: key.seed })
      const expected = bitsOf(resultOf(whole))
      const path = join(folder, 'checkpoint.json')
      const states = whole.flatMap((event) =>
        event.type === 'iteration' || event.type === 'restart' ? [event.state] : [],
      )
      expect(states.length).toBeGreaterThan(5)
      for (const [i, state] of states.entries()) {
        await saveCheckpoint(path, key, state)
        const loaded = await loadCheckpoint(path, key, problem.model)
        const rest = await events(problem, { ...options, tolerance: 1e-12, seed: key.seed }, loaded!)
        expect(bitsOf(resultOf(rest)), `state ${i}`).toEqual(expected)
      }
    },
  )

  it('a state in memory does as well as one from a file', async () => {
    const problem = randomProblem(gateCases.markov!, expertCases.poisson!, {
      seed: 22,
      sequences: 3,
      maxSteps: 10,
    })
    const whole = await events(problem, { restarts: 2, maxIterations: 6 })
    for (const event of whole) {
      if (event.type !== 'iteration' && event.type !== 'restart') continue
      const rest = await events(problem, { restarts: 2, maxIterations: 6 }, event.state)
      expect(bitsOf(resultOf(rest))).toEqual(bitsOf(resultOf(whole)))
    }
  })
})

describe('checkpoints', () => {
  const problem = randomProblem(gateCases.markov!, expertCases['gaussian full']!, {
    seed: 23,
    sequences: 3,
    maxSteps: 10,
  })
  async function written(name: string): Promise<string> {
    const path = join(folder, name)
    const whole = await events(problem, { restarts: 2, maxIterations: 4 })
    const at = whole.findLast((event) => event.type === 'iteration')!
    await saveCheckpoint(path, key, at.state)
    return path
  }

  it('none is no error', async () => {
    expect(await loadCheckpoint(join(folder, 'absent.json'), key, problem.model)).toBe(null)
  })

  it.each([
    ['version of dsm', { dsm: '9.9.9' }],
    ['config', { config: 'other' }],
    ['data', { data: 'other' }],
    ['seed', { seed: 4 }],
  ])('of another %s is refused by that name', async (word, change) => {
    const error = await errorOf(
      loadCheckpoint(await written('other.json'), { ...key, ...change }, problem.model),
    )
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain(word)
    expect(error.hint).toBeTruthy()
  })

  it('cut off anywhere, or with a parameter of another shape, is damaged and says so', async () => {
    const path = await written('damaged.json')
    const text = await readFile(path, 'utf8')
    const damages = [0, 1, 2, 10, 40, 100, text.length >> 1, text.length - 1].map((at) => text.slice(0, at))
    const edited = JSON.parse(text)
    edited.current.parameters.experts[0].mean = [[1, 2]]
    const foreign = JSON.parse(text)
    foreign.finished[0].parameters.experts = []
    for (const damage of [
      ...damages,
      JSON.stringify(edited),
      JSON.stringify(foreign),
      'null',
      '[]',
      '{"format":"dsm-model"}',
    ]) {
      await writeFile(path, damage)
      const error = await errorOf(loadCheckpoint(path, key, problem.model))
      expect(error).toBeInstanceOf(ModelFileError)
      expect(error.message).toContain(path)
    }
  })
})
