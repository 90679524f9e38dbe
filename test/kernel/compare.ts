import { expect } from 'vitest'
import type { Encoded } from '../../src/encode/index.js'
import type { Filtered } from '../../src/inference/engine.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { effectiveNumber } from '../../src/math/effective-number.js'
import { compileModel } from '../../src/model/compile.js'
import { askSequences } from '../../src/model/infer.js'
import type { Model, ModelParameters } from '../../src/model/model.js'
import type { BatchFiltered, ModelEngine } from '../../src/model/model-engine.js'
import { createStatistics } from '../../src/model/statistics.js'
import { expectation } from '../../src/training/expectation.js'

const reference = createReferenceEngine()

interface Subject {
  readonly model: Model
  readonly parameters: ModelParameters
  readonly data: Encoded
}

export function expectationOf(engine: ModelEngine, { model, parameters, data }: Subject) {
  const statistics = createStatistics(model)
  const { logLikelihood, impossible } = expectation(compileModel(model, parameters), data, engine, statistics)
  return { logLikelihood, impossible, statistics }
}

/** Σ_t |log c_t| over all sequences: what rounding of the log-likelihood is measured by. */
function totalSurprise({ model, parameters, data }: Subject): number {
  const compiled = compileModel(model, parameters)
  let sum = 0
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const { inputs } = compiled.toInferenceInputs(data, s, data.labels !== null)
    const { logPredictive } = reference.filter(inputs)
    for (let t = 0; t < inputs.steps; t++) sum += Math.abs(logPredictive[t]!)
  }
  return sum
}

/** The E-step of an engine is that of the reference: log-likelihood to 1e-12, statistics to 1e-10. */
export function compareExpectation(engine: ModelEngine, subject: Subject, title: string): void {
  const expected = expectationOf(reference, subject)
  const actual = expectationOf(engine, subject)
  expect(actual.impossible, title).toEqual(expected.impossible)
  if (expected.impossible !== null) return
  const slack = 1e-12 * Math.max(1, totalSurprise(subject))
  if (!(Math.abs(actual.logLikelihood - expected.logLikelihood) <= slack))
    expect.fail(`${title}: log-likelihood ${actual.logLikelihood}, reference ${expected.logLikelihood}`)
  expected.statistics.values.forEach((value, i) => {
    const found = actual.statistics.values[i]!
    if (!(Math.abs(found - value) <= 1e-10 * (1 + Math.abs(value))))
      expect.fail(`${title}: statistic ${i} is ${found}, reference ${value}`)
  })
}

/** Log-likelihoods, marginals and best paths of a whole data set are those of the reference. */
export function compareAnswers(engine: ModelEngine, subject: Subject, clamp: boolean, title: string): void {
  const { model, parameters, data } = subject
  const compiled = compileModel(model, parameters)
  const slack = 1e-12 * Math.max(1, totalSurprise(subject))
  const likelihoods = engine.batch!.logLikelihoods(compiled, data, clamp)
  const smooth = engine.batch!.smooth(compiled, data, clamp)
  const ask = askSequences(compiled, reference, data, clamp)
  const K = model.states
  const { effective, impossibleAt } = engine.batch!.effectiveStates(compiled, data, clamp)
  expect(impossibleAt, title).toEqual(smooth.impossibleAt)
  for (const [i, number] of effective.entries())
    if (!Object.is(number, effectiveOf(smooth.posteriors.subarray(i * K, (i + 1) * K))))
      expect.fail(`${title}: step ${i} has ${number} effective states, not those of its marginals`)
  const best = engine.batch!.bestPaths(compiled, data, clamp)
  compareFilter(engine, subject, clamp, title)
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const inputs = () => compiled.toInferenceInputs(data, s, clamp).inputs
    const { logLikelihood, impossibleAt } = reference.logLikelihood(inputs())
    expect(likelihoods.impossibleAt[s], title).toBe(impossibleAt)
    if (impossibleAt < 0 && !(Math.abs(likelihoods.logLikelihoods[s]! - logLikelihood) <= slack))
      expect.fail(`${title}: sequence ${s}, ${likelihoods.logLikelihoods[s]}, reference ${logLikelihood}`)
    const { smoothed } = ask.smooth(s)
    for (let i = 0, at = data.offsets[s]! * K; at < data.offsets[s + 1]! * K; i++, at++) {
      if (impossibleAt >= 0) expect(smooth.posteriors[at], title).toBeNaN()
      else if (!(Math.abs(smooth.posteriors[at]! - smoothed[i]!) <= 1e-10))
        expect.fail(`${title}: posterior ${at} is ${smooth.posteriors[at]}, reference ${smoothed[i]}`)
    }
    if (best === null) continue
    const { path, logProbability } = reference.bestPath(inputs())
    if (path.length === 0) {
      expect(best.logProbabilities[s], title).toBe(Number.NEGATIVE_INFINITY)
      continue
    }
    if (!(Math.abs(best.logProbabilities[s]! - logProbability) <= 2 * slack))
      expect.fail(
        `${title}: sequence ${s}, best path ${best.logProbabilities[s]}, reference ${logProbability}`,
      )
    const found = best.paths.subarray(data.offsets[s], data.offsets[s + 1])
    const score = pathScore(inputs(), found)
    if (!(Math.abs(score - logProbability) <= 2 * slack))
      expect.fail(`${title}: the path of sequence ${s} scores ${score}, the best ${logProbability}`)
  }
}

/**
 * A filter over the whole data set is that of the reference, sequence by sequence.
 * @returns false where the engine does not do it for this model
 */
export function compareFilter(engine: ModelEngine, subject: Subject, clamp: boolean, title: string): boolean {
  const { model, parameters, data } = subject
  const compiled = compileModel(model, parameters)
  const filter = engine.batch!.filter(compiled, data, clamp, true)
  const bare = engine.batch!.filter(compiled, data, clamp, false)
  if (filter === null || bare === null) {
    expect([filter, bare], title).toEqual([null, null])
    return false
  }
  expect(bare.filtered, title).toBeNull()
  expect(bare.logPredictive, title).toEqual(filter.logPredictive)
  expect(bare.states, title).toEqual(filter.states)
  const ask = askSequences(compiled, reference, data, clamp)
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const expected = ask.filter(s)
    expect(filter.impossibleAt[s], title).toBe(expected.impossibleAt)
    compareFiltered(filter, expected, data.offsets[s]!, data.offsets[s + 1]!, model.states, title)
  }
  return true
}

/** What a filter over the whole data set says of the steps from … to − 1 is what the reference says. */
function compareFiltered(
  actual: BatchFiltered,
  expected: Filtered,
  from: number,
  to: number,
  K: number,
  title: string,
): void {
  const impossible = expected.impossibleAt >= 0
  const fail = (i: number, what: string) => expect.fail(`${title}: step ${i}, ${what}`)
  for (let i = from; i < to; i++) {
    const t = i - from
    const log = actual.logPredictive[i]!
    const state = actual.states[i]!
    if (impossible) {
      if (!Number.isNaN(log) || state !== -1) fail(i, 'a sequence of probability 0 is not empty')
      continue
    }
    const logExpected = expected.logPredictive[t]!
    if (!(Math.abs(log - logExpected) <= 1e-12 * Math.max(1, Math.abs(logExpected))))
      fail(i, `log p(x_t | past) is ${log}, reference ${logExpected}`)
    let most = 0
    for (let k = 0; k < K; k++) {
      const [p, q] = [actual.filtered![i * K + k]!, expected.filtered[t * K + k]!]
      if (!(Math.abs(p - q) <= 1e-11)) fail(i, `filtered ${p}, reference ${q}`)
      most = Math.max(most, q)
    }
    if (!(expected.filtered[t * K + state]! >= most - 1e-11))
      fail(i, `state ${state} is not the most probable`)
  }
}

/** exp(H) of marginals; NaN where they are. */
function effectiveOf(marginals: Float64Array): number {
  return Number.isNaN(marginals[0]) ? Number.NaN : effectiveNumber(marginals)
}

function pathScore(
  inputs: ReturnType<ReturnType<typeof compileModel>['toInferenceInputs']>['inputs'],
  path: Int32Array,
): number {
  const { states, steps, transitions, logInitial, logLikelihood } = inputs
  let sum = logInitial[path[0]!]!
  for (let t = 0; t < steps; t++) {
    sum += logLikelihood[t * states + path[t]!]!
    if (t === 0) continue
    if (transitions.kind !== 'dense') throw new Error('paths of dense chains only')
    sum += Math.log(transitions.probabilities[path[t - 1]! * states + path[t]!]!)
  }
  return sum
}
