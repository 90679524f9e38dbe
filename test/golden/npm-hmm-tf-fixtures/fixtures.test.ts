import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../../src/config/schema.js'
import { compileModel } from '../../../src/model/compile.js'
import { permuteStates } from '../../../src/model/permute.js'
import { createStatistics } from '../../../src/model/statistics.js'
import { expectation } from '../../../src/training/expectation.js'
import { maximisation } from '../../../src/training/maximisation.js'
import { ask, fitFile, givenParameters, type Prepared, prepareFile, prepareRows } from '../../fit.js'
import { sharedTitle } from '../../shared.js'
import { expectNear, referenceJson, referencePath } from '../reference.js'

/**
 * Gaussian HMMs with three states over two columns. Source: the fixtures of hidden-markov-model-tf 4.0.0 (nearform,
 * Apache-2.0), made by hmmlearn and by a Python implementation. Emissions there are [time][sequence][column].
 */
const folder = 'npm-hmm-tf-fixtures'
const path = referencePath(folder)

const SAME = 1e-9
const SAME_MAXIMUM = 1e-6
/** The fit there stops before the maximum in the sixth digit. */
const FITTED = 1e-5

interface Parameters {
  readonly pi: number[]
  readonly A: number[][]
  readonly mu: number[][]
  readonly Sigma: number[][][]
}

/** A model that starts at given parameters, in the order of the fixture. */
function model({ pi, A, mu, Sigma }: Parameters): ConfigInput['model'] {
  return {
    gate: 'markov',
    states: 3,
    initial: { start: pi },
    transition: { start: A },
    experts: [
      { family: 'gaussian', columns: ['x0', 'x1'], varianceFloor: 0, start: { mean: mu, covariance: Sigma } },
    ],
  }
}

function prepared(input: Parameters & { readonly emissions: number[][][] }): Promise<Prepared> {
  const rows = input.emissions[0]!.flatMap((_, s) =>
    input.emissions.map((step, t) => [s + 1, t + 1, ...step[s]!]),
  )
  return prepareRows({ data: { sequence: 'seq', order: 't' }, model: model(input) }, [
    ['seq', 't', 'x0', 'x1'],
    ...rows,
  ])
}

/** The numbers of sequence s, time first. */
const ofSequence = (fixture: number[][][], s: number) => fixture.flatMap((step) => step[s]!)

describe.skipIf(path === null)(sharedTitle(folder, path), () => {
  it('log-densities of every state are those of the Gaussian fixture', async () => {
    const { input, output } = referenceJson(folder, 'gaussian.json')
    const uniform = { pi: [1 / 3, 1 / 3, 1 / 3], A: [0, 1, 2].map(() => [1 / 3, 1 / 3, 1 / 3]) }
    const problem = await prepared({ ...input, ...uniform })
    const compiled = compileModel(problem.model, givenParameters(problem))
    for (let s = 0; s < problem.data.sequenceIds.length; s++) {
      const { inputs } = compiled.toInferenceInputs(problem.data, s)
      const densities = inputs.logLikelihood.slice(0, inputs.steps * 3)
      ofSequence(output, s).forEach((density, i) => {
        // Densities below the smallest double are 0 there.
        if (density > 1e-300) expect(Math.abs(densities[i]! - Math.log(density))).toBeLessThan(1e-8)
        else expect(densities[i]).toBeLessThan(-690)
      })
    }
  })

  it('log-likelihood of each sequence', async () => {
    const { input, output } = referenceJson(folder, 'log_likelihood.json')
    const problem = await prepared(input)
    const questions = ask(problem, givenParameters(problem))
    expectNear(
      output.map((_: number, s: number) => questions.logLikelihood(s).logLikelihood),
      output,
      SAME,
    )
  })

  it('Viterbi paths, those of hmmlearn and of the Python implementation', async () => {
    const { input, output } = referenceJson(folder, 'inference.json')
    const problem = await prepared(input)
    const questions = ask(problem, givenParameters(problem))
    const paths = problem.data.sequenceIds.map((_, s) => [...questions.bestPath(s).path])
    expect(paths).toEqual(output.hmmlearn)
    expect(paths).toEqual(output.tensorflow)
  })

  it('E-step: scaled alpha, the scale c, scaled beta, gamma and xi', async () => {
    const { input, output } = referenceJson(folder, 'expectation.json')
    const problem = await prepared(input)
    const parameters = givenParameters(problem)
    const questions = ask(problem, parameters)
    const compiled = compileModel(problem.model, parameters)
    for (let s = 0; s < problem.data.sequenceIds.length; s++) {
      const steps = problem.data.offsets[s + 1]! - problem.data.offsets[s]!
      const { filtered, logPredictive } = questions.filter(s)
      const alpha = filtered.slice(0, steps * 3)
      const c = logPredictive.slice(0, steps).map(Math.exp)
      expectNear(alpha, ofSequence(output.alpha, s), SAME, 'alpha')
      expectNear(c, ofSequence(output.c, s), SAME, 'c')
      const gamma = questions.smooth(s).smoothed.slice(0, steps * 3)
      // Alpha sums to one. Beta is scaled there to a greatest entry of one, which gamma takes up again: gamma ∝ alpha·beta.
      const beta = ofSequence(output.beta, s)
      for (let t = 0; t < steps; t++) {
        const product = [0, 1, 2].map((k) => alpha[3 * t + k]! * beta[3 * t + k]!)
        const total = product.reduce((a, b) => a + b, 0)
        expectNear(
          gamma.subarray(3 * t, 3 * t + 3),
          product.map((p) => p / total),
          SAME,
          'gamma from beta',
        )
      }
      expectNear(gamma, normalised(ofSequence(output.gamma, s)), SAME, 'gamma')
      const pairs = problem.engine.pairwise(compiled.toInferenceInputs(problem.data, s).inputs)
      expectNear(
        pairs,
        output.xi.flatMap((step: number[][][]) => step[s]!.flat()),
        SAME,
        'xi',
      )
    }
  })

  it('one M-step: pi, A and mu; Sigma after adding the shift of the mean, around which the fixture does not centre', async () => {
    const { input, output } = referenceJson(folder, 'maximization.json')
    const problem = await prepared(input)
    const parameters = givenParameters(problem)
    const statistics = createStatistics(problem.model)
    expectation(compileModel(problem.model, parameters), problem.data, problem.engine, statistics)
    const { gate, experts } = maximisation(problem.model, statistics, parameters).parameters
    expectNear(gate.weights!.values, output.pi, SAME, 'pi')
    expectNear(gate.transition!.values, output.A.flat(), SAME, 'A')
    const mean = experts[0]!.mean!.values
    expectNear(mean, output.mu.flat(), SAME, 'mu')
    const shift = mean.map((m, i) => m - input.mu.flat()[i])
    const aroundPrevious = experts[0]!.covariance!.values.map((v, i) => {
      const k = Math.floor(i / 4)
      return v + shift[2 * k + (Math.floor(i / 2) % 2)]! * shift[2 * k + (i % 2)]!
    })
    expectNear(aroundPrevious, output.Sigma.flat(2), SAME, 'Sigma around the previous means')
  })

  it('log-likelihood at the fitted parameters of both programs: -1049.8954 and -1049.8949', async () => {
    const { fit } = referenceJson(folder)
    for (const [parameters, expected] of [
      [fit.hmmlearn, fit.logLik_at_hmmlearn_params_computed_here],
      [fit.python_tensorflow, fit.logLik_at_tf_params_computed_here],
    ]) {
      const problem = await prepareFile(
        { data: { sequence: 'seq', order: 't' }, model: model(parameters) },
        path!,
      )
      const questions = ask(problem, givenParameters(problem))
      const total = problem.data.sequenceIds.reduce(
        (sum, _, s) => sum + questions.logLikelihood(s).logLikelihood,
        0,
      )
      expectNear([total], [expected], SAME_MAXIMUM)
    }
  })

  it('fitting from our own starts reaches the same maximum and its parameters', async () => {
    const { fit } = referenceJson(folder)
    const { result } = await fitFile(
      {
        data: { sequence: 'seq', order: 't' },
        model: { gate: 'markov', states: 3, experts: [{ family: 'gaussian', columns: ['x0', 'x1'] }] },
        training: { restarts: 5, tolerance: 1e-13 },
      },
      path!,
    )
    expectNear(
      [result.logLikelihood],
      [fit.best_EM_here ?? fit.logLik_at_tf_params_computed_here],
      SAME_MAXIMUM,
    )
    // Ours come in order of the first mean: the second and third change places.
    const { gate, experts } = permuteStates(result.parameters, [0, 2, 1])
    const { pi, A, mu, Sigma } = fit.python_tensorflow as Parameters
    expectNear(gate.weights!.values, pi, FITTED, 'pi')
    expectNear(gate.transition!.values, A.flat(), FITTED, 'A')
    expectNear(experts[0]!.mean!.values, mu.flat(), FITTED, 'mu')
    expectNear(experts[0]!.covariance!.values, Sigma.flat(2), FITTED, 'Sigma')
  })
})

/** Rows of three that sum to one. */
function normalised(values: number[]): number[] {
  return values.map((v, i) => {
    const from = i - (i % 3)
    return v / (values[from]! + values[from + 1]! + values[from + 2]!)
  })
}
