import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import { createRandom } from '../../src/random.js'
import { fitToEnd } from '../../src/training/fit.js'
import { givenParameters, prepareRows } from '../fit.js'

const experts = [
  { family: 'gaussian' as const, columns: ['v'], start: { mean: [[0], [5]], covariance: [[[1]], [[2]]] } },
  {
    family: 'categorical' as const,
    columns: ['s'],
    symbols: ['a', 'b'],
    start: {
      probabilities: [
        [0.8, 0.2],
        [0.3, 0.7],
      ],
    },
  },
]
const truth = {
  gate: 'markov' as const,
  states: 2,
  initial: { start: [0.5, 0.5] },
  transition: {
    start: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
  },
  experts,
}
const csv = 'v,s\n0,a\n5,b\n1,b\n'

async function source() {
  const prepared = await prepareRows({ model: truth }, csv)
  return { ...prepared, compiled: compileModel(prepared.model, givenParameters(prepared)) }
}

describe('simulate', () => {
  it('gives the same data for the same seed, and other data for another', async () => {
    const { compiled, plan } = await source()
    const first = simulate(compiled, plan, [20, 5], createRandom(7))
    expect(simulate(compiled, plan, [20, 5], createRandom(7))).toEqual(first)
    expect(simulate(compiled, plan, [20, 5], createRandom(8)).states).not.toEqual(first.states)
  })

  it('keeps the first sequences when more are drawn', async () => {
    const { compiled, plan } = await source()
    const few = simulate(compiled, plan, [20], createRandom(7))
    const many = simulate(compiled, plan, [20, 30], createRandom(7))
    expect(many.states.slice(0, 20)).toEqual(few.states)
    expect([...many.data.offsets]).toEqual([0, 20, 50])
  })

  it('draws what a fit finds again', async () => {
    const { compiled, plan, engine } = await source()
    const { data, states } = simulate(compiled, plan, new Array<number>(40).fill(100), createRandom(11))
    const free = await prepareRows(
      {
        model: {
          gate: 'markov',
          states: 2,
          experts: [
            { family: 'gaussian', columns: ['v'] },
            { family: 'categorical', columns: ['s'] },
          ],
        },
        training: { restarts: 2 },
      },
      csv,
    )
    const { parameters } = await fitToEnd(
      { model: free.model, data, plan: free.plan, engine },
      free.config.training,
    )
    // About 2700 and 1300 steps in the states: five standard errors of a mean are near 0.1, of a share near 0.06.
    const ofMean = 0.2
    const ofProbability = 0.07
    const near = (got: Float64Array, expected: number[], tolerance: number) => {
      for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance)
    }
    near(parameters.experts[0]!.mean!.values, [0, 5], ofMean)
    near(parameters.experts[0]!.covariance!.values, [1, 2], 2 * ofMean)
    near(parameters.experts[1]!.probabilities!.values, [0.8, 0.2, 0.3, 0.7], ofProbability)
    near(parameters.gate.transition!.values, [0.9, 0.1, 0.2, 0.8], ofProbability)
    const share = states.reduce((sum, state) => sum + state, 0) / states.length
    expect(Math.abs(share - 1 / 3)).toBeLessThan(ofProbability)
  })

  it('follows the symbol before at order 1', async () => {
    const cycle = {
      gate: 'markov' as const,
      states: 1,
      experts: [
        {
          family: 'categorical' as const,
          columns: ['s'],
          order: 1 as const,
          symbols: ['a', 'b', 'c'],
          start: {
            initial: [[0, 1, 0]],
            transition: [
              [
                [0, 1, 0],
                [0, 0, 1],
                [1, 0, 0],
              ],
            ],
          },
        },
      ],
    }
    const prepared = await prepareRows({ model: cycle }, 's\nb\nc\na\n')
    const { data } = simulate(
      compileModel(prepared.model, givenParameters(prepared)),
      prepared.plan,
      [5, 2],
      createRandom(1),
    )
    const [group] = data.groups
    expect(group!.kind === 'symbols' && [...group!.codes]).toEqual([1, 2, 0, 1, 2, 1, 2])
  })
})
