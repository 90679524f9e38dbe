import { DataError, type Warning } from '../errors.js'
import { makeFold } from './fold.js'
import type { SearchProblem } from './problem.js'

/** Symbols that only held-out parts hold, once for each kind of remark and not once for each fold. */
export function encodingRemarks(problem: SearchProblem): Warning[] {
  const found = new Map<string, { first: Warning; split: number; others: number }>()
  for (let split = 0; split < problem.plan.splits.length; split++) {
    for (const warning of foldWarnings(problem, split)) {
      const known = found.get(warning.code)
      if (known === undefined) found.set(warning.code, { first: warning, split, others: 0 })
      else known.others++
    }
  }
  return [...found.values()].map(({ first, split, others }) => {
    const more =
      others === 0
        ? ''
        : ` (${others} more remark${others === 1 ? '' : 's'} of this kind on this and other folds)`
    return {
      code: first.code,
      message: `fold ${split + 1}, whose own training part makes the vocabulary: ${first.message}${more}`,
    }
  })
}

/** A fold that cannot be encoded (`unknown: error`) has failed, and is reported as that. */
function foldWarnings(problem: SearchProblem, split: number): readonly Warning[] {
  try {
    return makeFold(problem, split).warnings
  } catch (error) {
    if (error instanceof DataError) return []
    throw error
  }
}
