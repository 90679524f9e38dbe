import type { Warning } from '../errors.js'
import type { CandidateFits, Fit } from './fits.js'
import type { ImpossibleUnit, SplitOutcome } from './jobs.js'

/** What went wrong with single fits, in words: nothing is dropped silently. */
export function fitRemarks(outcomes: readonly CandidateFits[]): Warning[] {
  return outcomes.flatMap((outcome) => [
    ...failures(outcome),
    ...impossibleUnits(outcome),
    ...onTheFloor(outcome),
    ...notConverged(outcome),
  ])
}

function failures({ candidate, splits, full }: CandidateFits): Warning[] {
  const failed = [...splits, full].filter(({ failure }) => failure !== null)
  if (failed.length === 0) return []
  const others = failed.length === 1 ? '' : `, and ${failed.length - 1} more of its fits`
  const { job, failure } = failed[0]!
  return [
    warn(
      'fit-failed',
      `${candidate.label} cannot be chosen: the fit ${job} failed${others}: ${failure!.message}`,
    ),
  ]
}

function impossibleUnits({ candidate, splits }: CandidateFits): Warning[] {
  const found = splits.filter(
    (split): split is Fit<SplitOutcome> & { impossible: ImpossibleUnit } => split.impossible !== null,
  )
  if (found.length === 0) return []
  const units = found.reduce((sum, { impossible }) => sum + impossible.units, 0)
  const first = found[0]!
  const which = units === 1 ? 'one held-out unit scores' : `${units} held-out units score`
  return [
    warn(
      'impossible-held-out',
      `${candidate.label} cannot be chosen: ${which} -inf; in ${fitOf(first.job)}, ${first.impossible.message}; ${first.impossible.hint}`,
    ),
  ]
}

function onTheFloor({ candidate, splits, full }: CandidateFits): Warning[] {
  const remarks: Warning[] = []
  const floored = splits.filter((split) => split.floored.length > 0).length
  if (full.floored.length > 0) {
    const states = full.floored.map((k) => k + 1).join(', ')
    const message = `${candidate.label}: the fit to all the data stands on the variance floor (state ${states}), so its AIC, BIC and ICL mean little and cannot choose it; a prior on the covariance cures it`
    remarks.push(warn('variance-floor', message))
  } else if (floored > 0) {
    const message = `${candidate.label}: ${floored} of ${splits.length} folds ended on the variance floor in every restart; a prior on the covariance cures it`
    remarks.push(warn('variance-floor', message))
  }
  return remarks
}

function notConverged({ candidate, splits, full }: CandidateFits): Warning[] {
  const fits = [...splits, full].filter(({ failure }) => failure === null)
  const stopped = fits.filter(({ converged }) => !converged).length
  if (stopped === 0) return []
  const message = `${candidate.label}: ${stopped} of ${fits.length} fits stopped at training.maxIterations before they converged; raise it to be sure of the table`
  return [warn('not-converged', message)]
}

function warn(code: string, message: string): Warning {
  return { code, message }
}

/** The fit that a start belongs to: `K=3 fold 2`. */
function fitOf(job: string): string {
  return job.replace(/ restart \d+$/, '')
}
