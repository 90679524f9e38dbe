import { describe, expect, it } from 'vitest'
import { decode, effectiveStates, meanEffectiveStates, scoreModel } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import { fitPrepared, givenParameters, prepareRows } from '../fit.js'

const digits = 9

/** Two states, two symbols, every parameter given: small enough to check by hand. */
const coins = {
  model: {
    gate: 'markov' as const,
    states: 2,
    initial: [0.6, 0.4],
    transition: {
      start: [
        [0.7, 0.3],
        [0.2, 0.8],
      ],
    },
    experts: [
      {
        family: 'categorical' as const,
        columns: ['side'],
        symbols: ['h', 't'],
        start: {
          probabilities: [
            [0.9, 0.1],
            [0.5, 0.5],
          ],
        },
      },
    ],
  },
}

describe('scoreModel', () => {
  it('sums sequences that were checked by hand', async () => {
    const prepared = await prepareRows({ ...coins, data: { sequence: 'id' } }, 'id,side\na,h\na,t\nb,t\n')
    const score = await scoreModel(
      compileModel(prepared.model, givenParameters(prepared)),
      prepared.data,
      prepared.engine,
    )
    // p(h, t) = .6·.9·(.7·.1 + .3·.5) + .4·.5·(.2·.1 + .8·.5); p(t) = .6·.1 + .4·.5
    const a = Math.log(0.54 * 0.22 + 0.2 * 0.42)
    const b = Math.log(0.26)
    expect(score.perSequence.map((s) => s.sequence)).toEqual(['a', 'b'])
    expect(score.perSequence[0]!.logLikelihood).toBeCloseTo(a, digits)
    expect(score.logLikelihood).toBeCloseTo(a + b, digits)
    expect(score.logLikelihoodPerStep).toBeCloseTo((a + b) / 3, digits)
    expect(score.perplexity).toBeCloseTo(Math.exp(-(a + b) / 3), digits)
    // The best paths: (1, 2) with .6·.9·.3·.5 = .081 against .2·.8·.5 = .08; and (2) with .2.
    const joint = Math.log(0.081) + Math.log(0.2)
    const p = score.freeParameters
    expect(p).toBe(2 + 2)
    expect(score.aic).toBeCloseTo(-2 * (a + b) + 2 * p, digits)
    expect(score.bic).toBeCloseTo(-2 * (a + b) + p * Math.log(3), digits)
    expect(score.icl).toBeCloseTo(-2 * joint + p * Math.log(3), digits)
  })

  it('counts sequences for the n of BIC where asked', async () => {
    const prepared = await prepareRows({ ...coins, data: { sequence: 'id' } }, 'id,side\na,h\na,t\nb,t\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const score = await scoreModel(compiled, prepared.data, prepared.engine, { bicN: 'sequences' })
    expect(score.n).toBe(2)
    expect(score.bic).toBeCloseTo(-2 * score.logLikelihood + score.freeParameters * Math.log(2), digits)
  })

  it('divides by the observed steps: a missing cell is no step and no symbol', async () => {
    const prepared = await prepareRows(coins, 'side,note\nh,1\n,2\nt,3\n')
    const score = await scoreModel(
      compileModel(prepared.model, givenParameters(prepared)),
      prepared.data,
      prepared.engine,
    )
    expect([score.steps, score.observedSteps, score.n]).toEqual([3, 2, 2])
    expect(score.logLikelihoodPerStep).toBe(score.logLikelihood / 2)
    expect(score.perplexity).toBeCloseTo(Math.exp(-score.logLikelihood / 2), digits)
  })

  it('gives no perplexity where numbers are modelled', async () => {
    const prepared = await prepareRows(
      { model: { gate: 'markov', states: 1, experts: [{ family: 'gaussian', columns: ['v'] }] } },
      'v\n1\n2\n4\n',
    )
    const { parameters } = await fitPrepared(prepared)
    expect(
      (await scoreModel(compileModel(prepared.model, parameters), prepared.data, prepared.engine)).perplexity,
    ).toBeNull()
  })

  it("equals the fit's own log-likelihood on its training data", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i % 7) * (i < 30 ? 1 : 4)},${i % 3}`)
    const prepared = await prepareRows(
      {
        model: { gate: 'markov', states: 2, experts: [{ family: 'gaussian', columns: ['a', 'b'] }] },
        training: { restarts: 2 },
      },
      ['a,b', ...rows].join('\n'),
    )
    const result = await fitPrepared(prepared)
    const score = await scoreModel(
      compileModel(prepared.model, result.parameters),
      prepared.data,
      prepared.engine,
    )
    expect(score.logLikelihood).toBeCloseTo(result.logLikelihood, digits)
  })

  it('with clamp scores log p(x, known z), and without it log p(x)', async () => {
    const labelled = {
      data: { z: 'who' },
      model: {
        ...coins.model,
        initial: [0.6, 0.4],
      },
    }
    const prepared = await prepareRows(labelled, 'side,who\nh,A\nt,\nt,B\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const clamped = (await scoreModel(compiled, prepared.data, prepared.engine, { clamp: true }))
      .logLikelihood
    // .6·.9·(.7·.1·.3·.5 + .3·.5·.8·.5)
    expect(clamped).toBeCloseTo(Math.log(0.54 * (0.07 * 0.15 + 0.15 * 0.4)), digits)
    expect((await scoreModel(compiled, prepared.data, prepared.engine)).logLikelihood).toBeGreaterThan(
      clamped,
    )
  })

  it('reports a sequence of probability 0 with its place, reason and remedy, and scores −∞', async () => {
    const never = {
      data: { sequence: 'id' },
      model: {
        ...coins.model,
        experts: [
          {
            ...coins.model.experts[0]!,
            start: {
              probabilities: [
                [1, 0],
                [1, 0],
              ],
            },
          },
        ],
      },
    }
    const prepared = await prepareRows(never, 'id,side\na,h\nb,h\nb,t\n')
    const score = await scoreModel(
      compileModel(prepared.model, givenParameters(prepared)),
      prepared.data,
      prepared.engine,
    )
    expect(score.logLikelihood).toBe(Number.NEGATIVE_INFINITY)
    expect(score.icl).toBe(Number.POSITIVE_INFINITY)
    expect(score.perSequence[0]!.logLikelihood).toBeCloseTo(0, digits)
    expect(score.impossible).toHaveLength(1)
    expect(score.impossible[0]).toMatchObject({ sequence: 'b', step: 2, line: 4 })
    expect(score.impossible[0]!.message).toBe(
      'sequence "b" has probability 0 from step 2 on (rows.csv:4): what stands in "side" has probability 0 in every state',
    )
    expect(score.impossible[0]!.hint).toContain('prior')
  })

  it('sums missing symbols out of log p(x, ẑ) where states had to be expanded by them', async () => {
    const chain = {
      model: {
        gate: 'markov' as const,
        states: 2,
        initial: [0.5, 0.5],
        transition: {
          start: [
            [0.9, 0.1],
            [0.1, 0.9],
          ],
        },
        experts: [
          {
            family: 'categorical' as const,
            columns: ['s'],
            order: 1 as const,
            symbols: ['a', 'b'],
            start: {
              initial: [
                [0.5, 0.5],
                [0.2, 0.8],
              ],
              transition: [
                [
                  [0.8, 0.2],
                  [0.4, 0.6],
                ],
                [
                  [0.1, 0.9],
                  [0.3, 0.7],
                ],
              ],
            },
          },
        ],
      },
    }
    const prepared = await prepareRows(chain, 's,n\na,1\n,2\nb,3\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const score = await scoreModel(compiled, prepared.data, prepared.engine)
    const [A, B0, B] = [
      [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      [
        [0.5, 0.5],
        [0.2, 0.8],
      ],
      chain.model.experts[0]!.start.transition,
    ] as const
    let total = 0
    const joints: number[] = []
    for (let i = 0; i < 8; i++) {
      const [x, y, z] = [i >> 2, (i >> 1) & 1, i & 1] as const
      let p = 0.5 * B0[x]![0]! * A[x]![y]! * A[y]![z]!
      p *= B[y]![0]![0]! * B[z]![0]![1]! + B[y]![0]![1]! * B[z]![1]![1]!
      joints.push(p)
      total += p
    }
    expect(score.logLikelihood).toBeCloseTo(Math.log(total), digits)
    expect(-0.5 * (score.icl! - score.freeParameters * Math.log(score.n))).toBeCloseTo(
      Math.log(Math.max(...joints)),
      digits,
    )
  })
})

describe('effective number of states', () => {
  it('is 1 where the state is certain and K where nothing is known', async () => {
    expect(effectiveStates([0, 1, 0])).toBe(1)
    expect(effectiveStates([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(4, digits)
  })

  it('is the mean over the steps of all sequences', async () => {
    const prepared = await prepareRows(coins, 'side\nh\nt\nt\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const { posterior } = await decode(compiled, prepared.data, prepared.engine, {
      method: 'posterior',
      posterior: true,
    })
    const mean = [0, 1, 2].reduce((sum, t) => sum + effectiveStates(posterior!, 2 * t, 2), 0) / 3
    expect(meanEffectiveStates(compiled, prepared.data, prepared.engine)).toBeCloseTo(mean, digits)
  })
})
