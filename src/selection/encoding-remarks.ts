import { DataError, type Warning } from '../errors.js'
import type { Candidate } from './candidates.js'
import { makeFold } from './fold.js'
import type { SearchData } from './problem.js'

/** Symbols that only held-out parts hold, once for each kind of remark and not once for each fold. */
export function encodingRemarks(search: SearchData, candidates: readonly Candidate[]): Warning[] {
  const found = new Map<string, { first: Warning; split: number; others: number }>()
  for (const split of search.plan.splits.keys()) {
    for (const warning of foldWarnings(search, candidates[0]!, split)) {
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
      message: `${search.plan.names[split]}, whose own training part makes the vocabulary: ${first.message}${more}`,
    }
  })
}

/** A fold that cannot be encoded (`unknown: error`) has failed, and is reported as that. */
function foldWarnings(search: SearchData, candidate: Candidate, split: number): readonly Warning[] {
  try {
    return makeFold(search, candidate, split).warnings
  } catch (error) {
    if (error instanceof DataError) return []
    throw error
  }
}
