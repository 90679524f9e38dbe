import { describe, it } from 'vitest'
import type { ConfigInput } from '../../../src/config/schema.js'
import { ask, fitFile, givenParameters, prepareFile } from '../../fit.js'
import { sharedTitle } from '../../shared.js'
import { criteria, expectNear, referencePath } from '../reference.js'

/**
 * Response times and correctness in a speed-accuracy task (Dutilh et al. 2011), three series of 168, 134 and 137 trials.
 * Sources of the figures: vignette and tests of depmixS4 (Visser & Speekenbrink 2010, Journal of Statistical Software
 * 36(7)); "recomputed" ones were found by EM outside this project. The data (GPL) stay in the references.
 */
const path = referencePath('depmix-speed')

const SAME_MAXIMUM = 1e-6
const SAME_PARAMETERS = 1e-8
/** Published with two decimals of the log-likelihood, one or two of AIC and BIC. */
const PUBLISHED = 0.06
const THREE_DECIMALS = 6e-4

const oneSeries = (states: number) => ({
  model: { gate: 'markov', states, experts: [{ family: 'gaussian', columns: 'rt' }] } as ConfigInput['model'],
  training: { restarts: states < 3 ? 4 : 8, tolerance: 1e-12, maxIterations: 2000 },
})

describe.skipIf(path === null)(sharedTitle('depmix-speed', path), () => {
  it('response times as one series, 1 state: -305.33', async () => {
    const { prepared, result } = await fitFile(oneSeries(1), path!)
    expectNear([result.logLikelihood], [-305.3309404109906], SAME_PARAMETERS)
    const { aic, bic } = criteria(prepared, result.logLikelihood)
    expectNear([aic, bic], [614.66, 622.83], PUBLISHED)
  })

  it('response times as one series, 2 states: -88.73, 7 parameters, their values', async () => {
    const { prepared, result } = await fitFile(oneSeries(2), path!)
    expectNear([result.logLikelihood], [-88.7305844851991], SAME_MAXIMUM)
    const { parameters, aic, bic } = criteria(prepared, result.logLikelihood)
    expectNear([parameters, aic, bic], [7, 191.5, 220.1], PUBLISHED)
    // depmixS4 prints the slow state first; ours are in order of the mean.
    const [expert] = result.parameters.experts
    expectNear(expert!.mean!.values, [5.51, 6.385], THREE_DECIMALS, 'mean')
    expectNear(expert!.covariance!.values.map(Math.sqrt), [0.192, 0.244], THREE_DECIMALS, 'sd')
    expectNear(
      result.parameters.gate.transition!.values,
      [0.884, 0.116, 0.084, 0.916],
      THREE_DECIMALS,
      'transition',
    )
    expectNear(result.parameters.gate.weights!.values, [0, 1], THREE_DECIMALS, 'weights')
  })

  it('response times as one series, 3 states: the best of 60 starts elsewhere', async () => {
    const { result } = await fitFile(oneSeries(3), path!)
    expectNear([result.logLikelihood], [-58.38552139395323], SAME_MAXIMUM)
  })

  it('response times in three series, 2 states', async () => {
    const { result } = await fitFile({ ...oneSeries(2), data: { sequence: 'series' } }, path!)
    expectNear([result.logLikelihood], [-84.34171428472398], SAME_MAXIMUM)
  })

  const correct = [0.528, 0.902]
  const correctness = {
    categorical: {
      family: 'categorical',
      columns: 'corr',
      symbols: ['cor', 'inc'],
      start: { probabilities: correct.map((p) => [p, 1 - p]) },
      fixed: ['probabilities'],
    },
    'one categorical of reversed symbols': {
      family: 'categorical',
      columns: 'corr',
      symbols: ['inc', 'cor'],
      start: { probabilities: correct.map((p) => [1 - p, p]) },
      fixed: ['probabilities'],
    },
  } as const satisfies Record<string, ConfigInput['model']['experts'][number]>

  it.each(Object.entries(correctness))(
    'response times and correctness (%s) at fixed parameters: -296.115107',
    async (_, expert) => {
      const model: ConfigInput['model'] = {
        gate: 'markov',
        states: 2,
        initial: [0, 1],
        transition: {
          start: [
            [0.899, 0.101],
            [0.084, 0.916],
          ],
          fixed: true,
        },
        experts: [
          {
            family: 'gaussian',
            columns: 'rt',
            start: { mean: [5.52, 6.39], covariance: [0.202 ** 2, 0.24 ** 2] },
            fixed: ['mean', 'covariance'],
          },
          expert,
        ],
      }
      const prepared = await prepareFile({ model, data: { sequence: 'series' } }, path!)
      const questions = ask(prepared, givenParameters(prepared))
      const total = [0, 1, 2].reduce((sum, s) => sum + questions.logLikelihood(s).logLikelihood, 0)
      expectNear([total], [-296.11510710247603], SAME_PARAMETERS)
      // A config whose parameters are all fixed is trained by evaluating it once.
      const { result } = await fitFile({ model, data: { sequence: 'series' } }, path!)
      expectNear([result.logLikelihood, result.iterations], [-296.11510710247603, 1], SAME_PARAMETERS)
      expectNear([criteria(prepared, result.logLikelihood).parameters], [0], 0)
    },
  )
})
