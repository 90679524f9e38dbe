import { describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import { type CaseOptions, expertCases, gateCases, randomCase } from '../model/random-case.js'
import { compareAnswers, compareExpectation } from './compare.js'
import { kernelAlone, kernelEngine } from './engines.js'

const portable = kernelEngine('portable')
const relaxed = kernelEngine('relaxed')

const circumstances: readonly Omit<CaseOptions, 'seed'>[] = [
  { sequences: 9, maxSteps: 40 },
  { sequences: 1, maxSteps: 70 },
  { sequences: 6, maxSteps: 30, missing: 0.3, symbols: 4 },
  { sequences: 5, maxSteps: 30, labels: 'partial' },
  { sequences: 6, maxSteps: 20, labels: 'full', missing: 0.3 },
]

describe.each(Object.keys(gateCases))('%s', (gate) => {
  it.each(Object.keys(expertCases))('× %s: the kernel agrees with the reference', (expert) => {
    for (const [c, circumstance] of circumstances.entries()) {
      const subject = randomCase(gateCases[gate]!, expertCases[expert]!, { ...circumstance, seed: 10 + c })
      const clamp = subject.data.labels !== null
      compareExpectation(portable, subject, `portable, ${JSON.stringify(circumstance)}`)
      compareExpectation(relaxed, subject, `relaxed, ${JSON.stringify(circumstance)}`)
      compareAnswers(portable, subject, clamp, JSON.stringify(circumstance))
    }
  })
})

describe('every number of states from 1 to 70', () => {
  const families = ['gaussian diagonal', 'gaussian full', 'categorical', 'bernoulli', 'poisson'] as const
  it.each(Array.from({ length: 70 }, (_, i) => i + 1))('K = %i, odd lengths, both layouts', (states) => {
    const family = families[states % families.length]!
    for (const sequences of [7, 1]) {
      const options = { seed: states, states, sequences, maxSteps: 37, symbols: 5 }
      const subject = randomCase({ gate: 'markov' }, expertCases[family]!, options)
      compareExpectation(portable, subject, `${family}, ${sequences} sequences`)
      compareAnswers(portable, subject, false, `${family}, ${sequences} sequences`)
    }
  })
})

describe('the kernel does the work itself', () => {
  const alone = kernelAlone()
  const known = Object.keys(expertCases)
  it.each(
    known.flatMap((expert) =>
      ['static', 'independent', 'markov', 'markov, left-right'].map((gate) => [gate, expert] as const),
    ),
  )('%s × %s', (gate, expert) => {
    const subject = randomCase(gateCases[gate]!, expertCases[expert]!, {
      seed: 3,
      sequences: 6,
      maxSteps: 30,
    })
    compareExpectation(alone, subject, 'alone')
  })

  it('where states are so far apart that densities underflow', () => {
    const subject = randomCase({ gate: 'markov' }, expertCases['gaussian diagonal']!, {
      seed: 4,
      sequences: 9,
      maxSteps: 50,
    })
    const { mean, covariance } = subject.parameters.experts[0]!
    mean!.values.set([0, 0, 1000, 1000, -1000, 500])
    covariance!.values.fill(1)
    const { values } = subject.data.groups[0] as { values: Float64Array }
    for (const i of values.keys()) values[i]! += [0, 1000, -1000][(i >> 3) % 3]!
    compareExpectation(alone, subject, 'far apart')
  })
})

describe('sequences on which underflow matters go to the reference', () => {
  it('a state whose density is nothing, but which must be taken', () => {
    const subject = randomCase(gateCases['markov, left-right']!, expertCases['gaussian diagonal']!, {
      seed: 5,
      sequences: 9,
      maxSteps: 40,
    })
    const { mean, covariance } = subject.parameters.experts[0]!
    mean!.values.set([1000, 1000, 0, 0, 0, 0])
    covariance!.values.fill(1)
    compareExpectation(portable, subject, 'left-right')
    expect(() => compareExpectation(kernelAlone(), subject, 'alone')).toThrow('the reference was asked')
  })

  it('impossible sequences are found, and named', () => {
    const subject = randomCase({ gate: 'markov' }, expertCases.bernoulli!, {
      seed: 6,
      sequences: 9,
      maxSteps: 40,
    })
    subject.parameters.experts[0]!.probability!.values.fill(0)
    compareExpectation(portable, subject, 'all zeros')
    compareAnswers(portable, subject, false, 'all zeros')
  })
})

describe('compressed transitions', () => {
  /** From each state to itself and the next two: a quarter of 12 × 12 entries. */
  const band = Array.from({ length: 12 }, (_, j) =>
    Array.from({ length: 12 }, (_, k) => (k >= j && k <= j + 2 ? 1 : 0) as 0 | 1),
  )
  const gate = { gate: 'markov', transition: { allowed: band } } as const

  it.each(['gaussian diagonal', 'poisson', 'bernoulli'])(
    '× %s: both layouts agree with the reference',
    (expert) => {
      for (const [sequences, maxSteps] of [
        [9, 40],
        [1, 60],
        [2, 20_000],
      ] as const) {
        const subject = randomCase(gate, expertCases[expert]!, { seed: 8, states: 12, sequences, maxSteps })
        // Experts that are alike: no state is far from any step.
        for (const { mean } of subject.parameters.experts) mean?.values.fill(1)
        for (const engine of [portable, relaxed])
          compareExpectation(engine, subject, `${sequences} sequences`)
      }
    },
  )

  it('are the work of the kernel', () => {
    const subject = randomCase(gate, expertCases.poisson!, {
      seed: 8,
      states: 12,
      sequences: 9,
      maxSteps: 40,
    })
    compareExpectation(kernelAlone(), subject, 'alone')
  })
})

describe('exact ties of best paths', () => {
  it.each([1, 9])('go to the lower state, %i sequences', (sequences) => {
    const subject = randomCase({ gate: 'markov' }, expertCases['gaussian diagonal']!, {
      seed: 9,
      sequences,
      maxSteps: 40,
    })
    const { mean, covariance } = subject.parameters.experts[0]!
    mean!.values.fill(0)
    covariance!.values.fill(1)
    subject.parameters.gate.weights!.values.fill(1 / 3)
    subject.parameters.gate.transition!.values.fill(1 / 3)
    const compiled = compileModel(subject.model, subject.parameters)
    const { paths } = portable.batch!.bestPaths(compiled, subject.data, false)!
    expect([...new Set(paths)]).toEqual([0])
  })
})
