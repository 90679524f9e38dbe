import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../../src/config/schema.js'
import { ask, fitRows, givenParameters, prepareRows } from '../../fit.js'
import { criteria, expectNear } from '../reference.js'
import * as expected from './expected.js'

/** Two programs at the same maximum: their stopping rules. */
const SAME_MAXIMUM = 1e-5
/** Published with four decimals of the log-likelihood; AIC and BIC are twice that. */
const PUBLISHED_CRITERION = 2e-4
/** The likelihood is flat here; nlm stops early, and one transition probability lies on its bound 0. */
const PUBLISHED_PARAMETER = 2e-3
const PUBLISHED_PROBABILITY = 5e-5
const SAME_PARAMETERS = 1e-9
const PRINTED_DIGITS = 1e-7

const csv = readFileSync(new URL('../../../data/earthquakes.csv', import.meta.url), 'utf8')

function fitted(gate: 'markov' | 'independent', states: number, initial: 'free' | 'stationary' = 'free') {
  const config: Pick<ConfigInput, 'model' | 'training'> = {
    model: { gate, states, initial, experts: [{ family: 'poisson', columns: 'count' }] },
    training: { restarts: 6, tolerance: 1e-11, maxIterations: 3000 },
  }
  return fitRows(config, csv)
}

describe('earthquakes, Poisson hidden Markov model', () => {
  it.each(expected.stationary)('stationary, $states states: $logLikelihood', async (reference) => {
    const { prepared, result } = await fitted('markov', reference.states, 'stationary')
    expectNear([result.logLikelihood], [reference.logLikelihood], SAME_MAXIMUM)
    expectCriteria(criteria(prepared, result.logLikelihood), reference)
  })

  it('stationary, 3 states: rates, transition matrix and stationary distribution', async () => {
    const { result } = await fitted('markov', 3, 'stationary')
    const { rate, transition, weights } = expected.stationaryThreeStates
    expectNear(result.parameters.experts[0]!.rate!.values, rate, PUBLISHED_PARAMETER, 'rate')
    expectNear(result.parameters.gate.transition!.values, transition, PUBLISHED_PROBABILITY, 'transition')
    expectNear(result.parameters.gate.weights!.values, weights, PUBLISHED_PROBABILITY, 'weights')
  })

  it.each(expected.free)('free initial distribution, $states states: $logLikelihood', async (reference) => {
    const { prepared, result } = await fitted('markov', reference.states)
    expectNear([result.logLikelihood], [reference.logLikelihood], SAME_MAXIMUM)
    expectCriteria(criteria(prepared, result.logLikelihood), reference)
  })

  it('free initial distribution, 3 states: rates, transition matrix and initial distribution', async () => {
    const { result } = await fitted('markov', 3)
    const { rate, transition, weights } = expected.freeThreeStates
    expectNear(result.parameters.experts[0]!.rate!.values, rate, PUBLISHED_PARAMETER, 'rate')
    expectNear(result.parameters.gate.transition!.values, transition, PUBLISHED_PROBABILITY, 'transition')
    expectNear(result.parameters.gate.weights!.values, weights, PUBLISHED_PROBABILITY, 'weights')
  })

  it('free initial distribution, 4 states: above the published local optimum, not above the best one known', async () => {
    const { result } = await fitted('markov', 4)
    expect(result.logLikelihood).toBeGreaterThan(expected.freeFourStates.publishedLocal)
    expect(result.logLikelihood).toBeLessThan(expected.freeFourStates.recomputed + SAME_MAXIMUM)
  })

  it.each(expected.independent)('independent mixture, $states states: $logLikelihood', async (reference) => {
    const { result } = await fitted('independent', reference.states)
    expectNear([result.logLikelihood], [reference.logLikelihood], SAME_MAXIMUM)
  })

  it('independent mixture, 3 states: rates and weights', async () => {
    const { result } = await fitted('independent', 3)
    const { rate, weights } = expected.independentThreeStates
    expectNear(result.parameters.experts[0]!.rate!.values, rate, PUBLISHED_PARAMETER, 'rate')
    expectNear(result.parameters.gate.weights!.values, weights, PUBLISHED_PROBABILITY * 4, 'weights')
  })
})

describe('earthquakes, decoding at fixed parameters', () => {
  const { rate, stay } = expected.decoding
  const model: ConfigInput['model'] = {
    gate: 'markov',
    states: 3,
    initial: [1 / 3, 1 / 3, 1 / 3],
    transition: {
      start: [0, 1, 2].map((j) => [0, 1, 2].map((k) => (j === k ? stay : (1 - stay) / 2))),
      fixed: true,
    },
    experts: [{ family: 'poisson', columns: 'count', start: { rate }, fixed: ['rate'] }],
  }
  const states = (text: string) => text.trim().split(/\s+/).map(Number)

  it('log-likelihood, Viterbi path and local decoding', async () => {
    const prepared = await prepareRows({ model }, csv)
    const questions = ask(prepared, givenParameters(prepared))
    const { path } = questions.bestPath(0)
    expect(Array.from(path, (k) => k + 1)).toEqual(states(expected.decoding.viterbi))
    const { logLikelihood, smoothed } = questions.smooth(0)
    expectNear([logLikelihood], [expected.decoding.logLikelihood], SAME_PARAMETERS)
    const local = Array.from(path, (_, t) => {
      const row = Array.from(smoothed.subarray(3 * t, 3 * t + 3))
      return row.indexOf(Math.max(...row)) + 1
    })
    expect(local).toEqual(states(expected.decoding.local))
  })

  it('state prediction one to five years ahead, as five years that are missing', async () => {
    const years = [2007, 2008, 2009, 2010, 2011].map((year) => `${year},\n`).join('')
    const prepared = await prepareRows({ model, data: { order: 'year' } }, csv + years)
    const { filtered, logLikelihood } = ask(prepared, givenParameters(prepared)).filter(0)
    expectNear([logLikelihood], [expected.decoding.logLikelihood], SAME_PARAMETERS)
    const horizons = expected.decoding.prediction
    const steps = prepared.data.offsets[1]!
    horizons.forEach((reference, h) => {
      const from = 3 * (steps - horizons.length + h)
      expectNear(filtered.subarray(from, from + 3), reference, PRINTED_DIGITS, `${h + 1} years ahead`)
    })
  })
})

function expectCriteria(
  actual: ReturnType<typeof criteria>,
  reference: { readonly states: number; readonly aic?: number; readonly bic?: number },
): void {
  if (reference.aic !== undefined) expectNear([actual.aic], [reference.aic], PUBLISHED_CRITERION, 'AIC')
  if (reference.bic !== undefined) expectNear([actual.bic], [reference.bic], PUBLISHED_CRITERION, 'BIC')
}
