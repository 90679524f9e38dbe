import { afterEach, describe, expect, it } from 'vitest'
import { createJobTeam } from '../../src/cluster/job-team.js'
import { loadKernel } from '../../src/cluster/load-kernel.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { createKernelEngine } from '../../src/kernel/batch.js'
import { singleThread } from '../../src/kernel/single-thread.js'
import { networkTrainer } from '../../src/neural/train.js'
import { createRandom } from '../../src/random.js'
import {
  type CvEvent,
  crossValidate,
  crossValidateToEnd,
  type JobRunner,
  type OpenRunner,
} from '../../src/selection/index.js'
import { openDevice } from '../../src/tensor/open-device.js'
import { dataset, problem } from './helpers.js'

const { module } = loadKernel('portable')
const budget = 64 * 2 ** 20

const runners: JobRunner[] = []
afterEach(() => {
  for (const runner of runners.splice(0)) runner.close()
})
const on =
  (threads: number, device: string | null = null): OpenRunner =>
  (search) => {
    const runner = createJobTeam(search, { threads, module, budget, beam: 0, device, eager: true })
    runners.push(runner)
    return runner
  }

function cv() {
  const random = createRandom(8)
  let state = 0
  const x = Array.from({ length: 300 }, () => {
    if (random.uniform() < 0.1) state = random.integer(3)
    return 3 * state + random.normal()
  })
  const engine = createKernelEngine(singleThread(module, budget), createReferenceEngine())
  const made = problem(dataset(new Array(10).fill(30), { x }), {
    model: { gate: 'markov', experts: [{ family: 'gaussian', columns: 'x' }] },
    training: { restarts: 3, maxIterations: 40, tolerance: 1e-6 },
    selection: { folds: 3 },
  })
  return { ...made, engine }
}

async function events(openRunner?: OpenRunner, states = [1, 2, 3]): Promise<CvEvent[]> {
  const all: CvEvent[] = []
  const options = openRunner === undefined ? { states } : { states, openRunner }
  for await (const event of crossValidate(cv(), options)) all.push(event)
  return all
}

describe('jobs on threads', () => {
  it('give the result of one thread, bit for bit, whatever the order they finish in', async () => {
    const [alone, two, five] = [await events(), await events(on(2)), await events(on(5))]
    expect(two.at(-1)).toEqual(alone.at(-1))
    expect(five.at(-1)).toEqual(alone.at(-1))
    const jobs = (list: CvEvent[]) => list.flatMap((event) => (event.type === 'job' ? [event.job.id] : []))
    expect([...jobs(five)].sort()).toEqual([...jobs(alone)].sort())
    // They did run elsewhere: this thread saw no iteration.
    expect(two.some(({ type }) => type === 'iteration')).toBe(false)
    expect(alone.some(({ type }) => type === 'iteration')).toBe(true)
  })

  it('a job that a thread cannot finish is run again here, and shows what went wrong', async () => {
    const failing: OpenRunner = (_, jobs) => ({
      atOnce: 2,
      worthIt: true,
      run: (job) => Promise.resolve(job === jobs[0] ? null : Promise.reject(new Error('thread lost'))),
      close() {},
    })
    await expect(events(failing)).rejects.toThrow('thread lost')
    const repeated: OpenRunner = () => ({
      atOnce: 2,
      worthIt: true,
      run: () => Promise.resolve(null),
      close() {},
    })
    expect((await events(repeated)).at(-1)).toEqual((await events()).at(-1))
  })
})

describe('jobs that train networks, on threads', () => {
  it('give the result of one thread, bit for bit', async () => {
    const random = createRandom(9)
    const a = Array.from({ length: 96 }, () => random.normal())
    const b = a.map((value) => 2 * value + random.normal())
    const both = dataset(new Array(8).fill(12), { b, a })
    const made = problem(
      { ...both, roles: { ...both.roles, x: ['b'], y: ['a'] } },
      {
        model: {
          gate: 'independent',
          experts: [{ family: 'neural', output: 'gaussian', columns: 'b', inputs: ['a'], units: [4] }],
        },
        training: { restarts: 1, epochs: 3, batchSize: 2 },
        selection: { folds: 2 },
      },
    )
    const engine = createKernelEngine(singleThread(module, budget), createReferenceEngine())
    const search = (openRunner?: OpenRunner) =>
      crossValidateToEnd(
        { ...made, engine, trainer: networkTrainer(tf) },
        { states: [1, 2], ...(openRunner && { openRunner }) },
      )
    const { tf } = await openDevice('wasm')
    const [alone, two] = [await search(), await search(on(2, 'wasm'))]
    expect(two).toEqual(alone)
    expect(alone.table.map(({ mean }) => Number.isFinite(mean))).toEqual([true, true])
  })
})
