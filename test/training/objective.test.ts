import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expertCases, gateCases } from '../model/random-case.js'
import { events, expectNeverFalls, randomProblem, resultOf } from './helpers.js'

const SEED = 20250103
const RUNS = 8

const withPriors: typeof expertCases = {
  'categorical, pseudo-counts': [{ family: 'categorical', columns: 'a', prior: { concentration: 1.1 } }],
  'categorical of order 1, base rates': [
    { family: 'categorical', columns: 'a', order: 1, prior: { strength: 2 } },
  ],
  'bernoulli, pseudo-counts': [
    { family: 'bernoulli', columns: ['a', 'b'], prior: { strength: 1, base: 'data' } },
  ],
  'poisson, a gamma prior': [{ family: 'poisson', columns: ['a', 'b'], prior: { strength: 1 } }],
  ...Object.fromEntries(
    [
      ...(['full', 'diagonal', 'spherical', 'tied'] as const).map(
        (covariance) => ['gaussian', covariance] as const,
      ),
      ...(['spherical', 'tied'] as const).map((covariance) => ['student-t', covariance] as const),
    ].map(([family, covariance]) => [
      `${family} ${covariance}, priors of mean and covariance`,
      [
        {
          family,
          columns: ['a', 'b'],
          covariance,
          prior: { mean: { strength: 0.5 }, covariance: { strength: 3, scale: 0.5 } },
        },
      ],
    ]),
  ),
}

const gatesWithPriors: typeof gateCases = {
  ...gateCases,
  'markov, Dirichlet priors': {
    gate: 'markov',
    initial: { prior: { concentration: 1.5 } },
    transition: { prior: { concentration: 1.2, stickiness: 2 } },
  },
  'markov, stationary, with a prior': {
    gate: 'markov',
    initial: 'stationary',
    transition: { prior: { concentration: 2 } },
  },
}

const experts = { ...expertCases, ...withPriors }
const pairs = Object.keys(gatesWithPriors).flatMap((gate) =>
  Object.keys(experts).map((expert) => [gate, expert] as const),
)

describe('the objective never falls, at any step', () => {
  it.each(pairs)('%s × %s', async (gate, expert) => {
    const property = fc.asyncProperty(
      fc.record({
        seed: fc.integer({ min: 0, max: 1e9 }),
        sequences: fc.integer({ min: 1, max: 5 }),
        maxSteps: fc.constantFrom(1, 3, 12),
        symbols: fc.constantFrom(1, 2, 4),
        missing: fc.constantFrom(0, 0, 0.2, 0.9),
        labels: fc.constantFrom('none', 'none', 'partial', 'full'),
        initialisation: fc.constantFrom('kmeans', 'random'),
        deadStates: fc.constantFrom('report', 'reseed'),
      }),
      async ({ initialisation, deadStates, ...options }) => {
        const problem = randomProblem(gatesWithPriors[gate]!, experts[expert]!, { ...options })
        const result = resultOf(
          await events(problem, {
            restarts: 2,
            maxIterations: 15,
            tolerance: 0,
            seed: options.seed,
            initialisation,
            deadStates,
          }),
        )
        result.restarts.forEach(expectNeverFalls)
        for (const { trace, objective, logLikelihood, iterations } of result.restarts) {
          expect(trace.length).toBe(iterations)
          expect(trace.at(-1)).toBe(objective)
          expect(trace.every(Number.isFinite)).toBe(true)
          expect(Number.isFinite(logLikelihood)).toBe(true)
        }
        const numbers = [result.parameters.gate, ...result.parameters.experts].flatMap((p) =>
          Object.values(p).flatMap(({ values }) => [...values]),
        )
        expect(numbers.every(Number.isFinite)).toBe(true)
      },
    )
    await fc.assert(property, { seed: SEED, numRuns: RUNS })
  })
})
