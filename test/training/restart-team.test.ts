import { describe, expect, it } from 'vitest'
import { loadKernel } from '../../src/cluster/load-kernel.js'
import { createRestartTeam } from '../../src/cluster/restart-team.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { createKernelEngine } from '../../src/kernel/batch.js'
import { singleThread } from '../../src/kernel/single-thread.js'
import { createRandom } from '../../src/random.js'
import { type FitEvent, type FitProblem, type FitState, fit, fitToEnd } from '../../src/training/fit.js'
import { prepareRows } from '../fit.js'

const { module } = loadKernel('portable')
const budget = 64 * 2 ** 20

async function prepared() {
  const random = createRandom(12)
  let state = 0
  const rows = Array.from({ length: 240 }, (_, t) => {
    if (random.uniform() < 0.1) state = random.integer(3)
    return [Math.floor(t / 40), (2 * state + random.normal()).toFixed(4)]
  })
  const made = await prepareRows(
    {
      data: { sequence: 'id', x: ['v'] },
      model: { gate: 'markov', states: 3, experts: [{ family: 'gaussian' }] },
      training: { restarts: 5, maxIterations: 30, seed: 4 },
    },
    [['id', 'v'], ...rows],
  )
  const engine = createKernelEngine(singleThread(module, budget), createReferenceEngine())
  const { config, experts, plan, data, model } = made
  const problem: FitProblem = { model, data, plan, engine }
  const work = { config, columns: { experts, gate: undefined }, plan, data, module, budget }
  const on = (threads: number): FitProblem => ({
    ...problem,
    openRestartRunner: () => createRestartTeam(work, threads),
  })
  return { problem, on, options: config.training }
}

describe('restarts on threads', () => {
  it('give the result of one thread, bit for bit, whatever the order they finish in', async () => {
    const { problem, on, options } = await prepared()
    const alone = await fitToEnd(problem, options)
    expect(await fitToEnd(on(2), options)).toEqual(alone)
    expect(await fitToEnd(on(5), options)).toEqual(alone)
  })

  it('go on from any of their states, also where a later restart finished first', async () => {
    const { problem, on, options } = await prepared()
    const alone = await fitToEnd(problem, options)
    const states: FitState[] = []
    const events: FitEvent[] = []
    for await (const event of fit(on(2), options)) {
      events.push(event)
      if (event.type === 'restart') states.push(event.state)
    }
    // They did run elsewhere: this thread saw no iteration.
    expect(events.map(({ type }) => type)).not.toContain('iteration')
    expect(states).toHaveLength(5)
    const late: FitState = { finished: alone.restarts.filter(({ restart }) => restart !== 1), current: null }
    for (const state of [...states, late]) expect(await fitToEnd(problem, options, state)).toEqual(alone)
  })

  it('are run here where a thread cannot, and show their error', async () => {
    const { problem, options } = await prepared()
    const failing = { atOnce: 2, run: async () => null, close() {} }
    const here = await fitToEnd({ ...problem, openRestartRunner: () => failing }, options)
    expect(here).toEqual(await fitToEnd(problem, options))
  })
})
