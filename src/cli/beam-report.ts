import type { Encoded } from '../encode/index.js'
import type { Warning } from '../errors.js'
import type { BeamEngine, BeamTally } from '../memory/index.js'
import { compileModel } from '../model/compile.js'
import { fixed, plural, significant } from '../report/format.js'
import type { BeamRecord } from '../store/model-file-schema.js'
import { totalLogLikelihood } from '../training/exact-log-likelihood.js'
import { countFalls } from '../training/falls.js'
import type { FitProblem, FitResult } from '../training/fit.js'
import type { CommandIo } from './io.js'

/** What a beam did, as --json prints it. */
export interface BeamReport extends Omit<BeamTally, 'steps'> {
  readonly epsilon: number
}

export function beamReport({ epsilon }: BeamEngine, tally: BeamTally): BeamReport {
  const { steps: _steps, ...figures } = tally
  return { epsilon, ...figures }
}

/** How wide a beam was, in words. */
export function keptWords({ epsilon, meanStates, maxStates }: BeamReport): string {
  return `beam ${epsilon}: ${significant(meanStates)} states kept on average, at most ${maxStates}`
}

/** What a beam did, in one line. */
function beamLine(report: BeamReport): string {
  const { bound, widened } = report
  const loss =
    bound === null
      ? 'no bound on what the log-likelihood lost'
      : `log-likelihood at most ${boundText(bound)} nats too low`
  const exact = widened === 0 ? '' : `; ${plural(widened, 'sequence')} done exactly instead`
  return `${keptWords(report)}; ${loss}${exact}`
}

export function boundText(bound: number | null): string {
  return bound === null ? 'no bound' : bound < 1e-4 ? significant(bound, 3) : fixed(bound)
}

/** Says what a beam did while it filtered. @returns the part of a JSON record; empty without a beam */
export function sayBeam(io: CommandIo, beam: BeamEngine | null): { readonly beam?: BeamReport } {
  if (beam === null) return {}
  const report = beamReport(beam, beam.tally('filter'))
  io.say(beamLine(report))
  return { beam: report }
}

/** What a beam does on the training data at the fitted parameters, and how often the pruned objective fell on the way. */
export function beamRecord(
  beam: BeamEngine,
  { model, data }: Pick<FitProblem, 'model'> & { readonly data: Encoded },
  { parameters, restarts }: FitResult,
): BeamRecord {
  beam.reset()
  const prunedLogLikelihood = totalLogLikelihood(compileModel(model, parameters), data, beam)
  return {
    ...beamReport(beam, beam.tally('logLikelihood')),
    prunedLogLikelihood,
    falls: restarts.reduce((sum, { trace, segments }) => sum + countFalls(trace, segments), 0),
  }
}

/** A pruned objective that falls is no defect, but a sign that the beam is narrow. */
export function beamWarnings(record: BeamRecord | null): Warning[] {
  if (record === null || record.falls === 0) return []
  const times = record.falls === 1 ? 'once' : `${record.falls} times`
  return [
    {
      code: 'pruned-objective-fell',
      message: `with a beam of ${record.epsilon} the pruned objective fell ${times}, which EM without a beam never does; a smaller inference.beam follows the likelihood more closely`,
    },
  ]
}
