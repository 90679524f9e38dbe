import type { TrainingConfig } from '../config/schema.js'
import type { Encoded } from '../encode/encoded.js'
import { NumericalError } from '../errors.js'
import { compileModel } from '../model/compile.js'
import { freeParameters, logPrior, type ModelParameters } from '../model/model.js'
import type { Expectation } from '../model/model-engine.js'
import { createStatistics, type Statistics } from '../model/statistics.js'
import { exactLogLikelihood } from './exact-log-likelihood.js'
import { expectation } from './expectation.js'
import { falls, hasConverged } from './falls.js'
import type { FitProblem } from './fit.js'
import { maximisation } from './maximisation.js'
import { reseed } from './reseed.js'
import type { RestartResult } from './restart.js'

/** Where one restart stands, between an M-step and the next E-step. */
export interface RestartState {
  readonly restart: number
  /** Where the next E-step is taken. */
  readonly parameters: ModelParameters
  readonly trace: readonly number[]
  readonly segments: readonly number[]
  readonly floored: readonly number[]
  /** States that were started again. */
  readonly reseeded: readonly number[]
}

/** A state with less than this share of a step is dead. */
const deadSteps = 1e-6
/** A state is started again at most so often: data that cannot feed it would do so for ever. */
const mostReseeds = 3

/**
 * Expectation-maximisation from one start. Yields after each M-step; returns the parameters at which the last
 * E-step was taken, so that figures and parameters belong together. With an engine that approximates, its objective may fall;
 * the figures of the result are exact.
 */
export function* climb(
  problem: FitProblem,
  options: TrainingConfig,
  begin: RestartState,
): Generator<RestartState, RestartResult> {
  const { model, data, engine } = problem
  const statistics = createStatistics(model)
  const approximate = engine.exact !== undefined
  const nothingToLearn = freeParameters(model) === 0
  let state = begin
  for (;;) {
    const { parameters } = state
    statistics.values.fill(0)
    const compiled = compileModel(model, parameters)
    const expected = expectation(compiled, data, engine, statistics)
    if (expected.impossible !== null) throw impossible(expected, data)
    const objective = expected.logLikelihood + logPrior(model, parameters)
    const segmentStart = state.segments.at(-1)!
    const previous = state.trace.length > segmentStart ? state.trace.at(-1)! : Number.NEGATIVE_INFINITY
    if (!approximate) refuseFall(objective, previous, state)
    const trace = [...state.trace, objective]
    const dead = deadStates(statistics, model.states)

    const reseeds = dead.filter((k) => state.reseeded.filter((r) => r === k).length < mostReseeds)
    if (options.deadStates === 'reseed' && reseeds.length > 0 && trace.length < options.maxIterations) {
      const revived = reseed(problem, compiled, reseeds)
      state = {
        ...state,
        parameters: revived,
        trace,
        segments: [...state.segments, trace.length],
        reseeded: [...state.reseeded, ...reseeds],
      }
      yield state
      continue
    }

    const segment = trace.slice(segmentStart)
    const converged = nothingToLearn || hasConverged(segment, options.tolerance, approximate)
    if (converged || trace.length >= options.maxIterations) {
      const logLikelihood = approximate ? exactLogLikelihood(compiled, data, engine) : expected.logLikelihood
      return {
        restart: state.restart,
        parameters,
        logLikelihood,
        objective: logLikelihood + logPrior(model, parameters),
        iterations: trace.length,
        converged,
        trace,
        segments: state.segments,
        floored: state.floored,
        dead,
        share: shareOfTime(statistics, model.states),
      }
    }
    const next = maximisation(model, statistics, parameters)
    state = { ...state, parameters: next.parameters, trace, floored: next.floored }
    yield state
  }
}

function refuseFall(objective: number, previous: number, { restart, trace }: RestartState): void {
  if (!falls(objective, previous)) return
  throw new NumericalError(
    'objective-fell',
    `the objective fell from ${previous} to ${objective} at iteration ${trace.length + 1} of restart ${restart + 1}; EM never does this`,
    { hint: 'this is a defect of dsm: please report it with the config; another seed may avoid it' },
  )
}

function impossible({ impossible: place }: Expectation, data: Encoded): NumericalError {
  const { sequence, step } = place!
  const row = data.offsets[sequence]! + step
  return new NumericalError(
    'impossible-observation',
    `the model gives probability 0 to sequence ${JSON.stringify(data.sequenceIds[sequence])} from step ${step + 1} on (${data.source}:${data.lines[row]})`,
    {
      hint: 'structural zeros, fixed parameters, start values or known states rule this step out: allow the transition or symbol, or give the expert a prior',
    },
  )
}

function deadStates(statistics: Statistics, states: number): number[] {
  const visits = statistics.gate.subarray(states, 2 * states)
  return [...visits.keys()].filter((k) => visits[k]! < deadSteps)
}

function shareOfTime(statistics: Statistics, states: number): Float64Array {
  const visits = statistics.gate.slice(states, 2 * states)
  const total = visits.reduce((a, b) => a + b, 0)
  return visits.map((v) => v / (total || 1))
}
