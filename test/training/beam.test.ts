import { describe, expect, it } from 'vitest'
import { createBeamEngine } from '../../src/memory/index.js'
import { compileModel } from '../../src/model/compile.js'
import { createRandom } from '../../src/random.js'
import { exactLogLikelihood } from '../../src/training/exact-log-likelihood.js'
import { countFalls, hasConverged } from '../../src/training/falls.js'
import { fitToEnd } from '../../src/training/fit.js'
import { prepareRows } from '../fit.js'

/** Three overlapping levels that last for some steps. */
function levels(): string {
  const random = createRandom(4, 'levels')
  const lines = Array.from({ length: 300 }, (_, t) => `${(Math.floor(t / 9) % 3) + random.normal()}`)
  return ['x', ...lines, ''].join('\n')
}

describe('training with a beam', () => {
  it.each([0.01, 0.3, 0.6])(
    'of %s ends, whatever the pruned objective does, with exact figures',
    async (epsilon) => {
      const prepared = await prepareRows(
        {
          model: { gate: 'markov', states: 3, experts: [{ family: 'gaussian', columns: 'x' }] },
          training: { restarts: 3, seed: 2 },
        },
        levels(),
      )
      const engine = createBeamEngine(epsilon, prepared.engine)
      const result = await fitToEnd({ ...prepared, engine }, prepared.config.training)
      const exact = exactLogLikelihood(
        compileModel(prepared.model, result.parameters),
        prepared.data,
        prepared.engine,
      )
      expect(result.logLikelihood).toBeCloseTo(exact, 8)
      for (const restart of result.restarts) {
        expect(restart.iterations).toBeLessThanOrEqual(prepared.config.training.maxIterations)
        // What is pruned is a part of the whole.
        expect(restart.trace.at(-1)).toBeLessThanOrEqual(restart.objective + 1e-9)
      }
      expect(engine.tally('smooth').meanStates).toBeLessThan(3)
    },
  )
})

describe('countFalls', () => {
  it('counts within segments, and not what rounding does', () => {
    expect(countFalls([-5, -4, -4.5, -3, -3 - 1e-13], [0])).toBe(1)
    expect(countFalls([-5, -4, -9, -8], [0, 2])).toBe(0)
  })
})

describe('hasConverged', () => {
  const tolerance = 1e-6
  it('ends where the objective has stopped rising', () => {
    expect(hasConverged([-5], tolerance, false)).toBe(false)
    expect(hasConverged([-5, -4], tolerance, false)).toBe(false)
    expect(hasConverged([-5, -4, -4 + 1e-9], tolerance, false)).toBe(true)
  })

  it('goes on after a fall of a pruned objective until three E-steps brought nothing new', () => {
    expect(hasConverged([-5, -4, -4.1], tolerance, true)).toBe(false)
    expect(hasConverged([-5, -4, -4.1, -4.05, -4.2], tolerance, true)).toBe(true)
    expect(hasConverged([-5, -4, -4.1, -3.9, -4.2], tolerance, true)).toBe(false)
    expect(hasConverged([-5, -4, -4 + 1e-9], tolerance, true)).toBe(true)
  })
})
