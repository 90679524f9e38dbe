import { type EncodedGroup, type GroupPlan, MISSING } from '../../../encode/encoded.js'
import { DataError } from '../../../errors.js'

/** Throws DataError at the first empty cell of what a network sees: it cannot be summed out. */
export function refuseMissing(
  plan: GroupPlan,
  seen: EncodedGroup,
  place: (step: number) => { source: string; line: number },
): void {
  const gap = firstMissing(seen)
  if (gap === null) return
  const { source, line } = place(gap.step)
  throw new DataError(
    'missing-input',
    `column "${plan.columns[gap.column]}": the cell is empty, but a network sees it`,
    {
      where: `${source}, line ${line}`,
      hint: 'fill the cell, or take the row or the input out: what a network sees cannot be summed out',
    },
  )
}

function firstMissing(group: EncodedGroup): { step: number; column: number } | null {
  if (group.kind === 'symbols') {
    const step = group.codes.indexOf(MISSING)
    return step < 0 ? null : { step, column: 0 }
  }
  const at = group.values.findIndex(Number.isNaN)
  return at < 0 ? null : { step: Math.floor(at / group.dimension), column: at % group.dimension }
}
