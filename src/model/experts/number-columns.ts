import type { EncodedGroup, GroupPlan, NumberGroup, NumberPlan } from '../../encode/encoded.js'
import { DataError } from '../../errors.js'

export function numberPlan(plan: GroupPlan): NumberPlan {
  if (plan.kind !== 'numbers') throw new TypeError(`expected a plan of number columns, got ${plan.kind}`)
  return plan
}

export function numberGroup(group: EncodedGroup): NumberGroup {
  if (group.kind !== 'numbers') throw new TypeError(`expected number columns, got ${group.kind}`)
  return group
}

/** Mean of a column in training; `fallback` where no cell was observed. */
export function columnMean(plan: NumberPlan, column: number, fallback: number): number {
  const mean = plan.mean[column]!
  return plan.counts[column] === 0 || !Number.isFinite(mean) ? fallback : mean
}

/** Throws DataError at the first observed cell that is not `allowed`. */
export function requireCells(
  group: EncodedGroup,
  columns: readonly string[],
  place: (step: number) => { source: string; line: number },
  allowed: (value: number) => boolean,
  expected: string,
  hint: string,
): void {
  const { values, dimension } = numberGroup(group)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value) || allowed(value)) continue
    const { source, line } = place(Math.floor(i / dimension))
    throw new DataError(
      'bad-cell',
      `column "${columns[i % dimension]}": expected ${expected}, got ${value}`,
      {
        where: `${source}, line ${line}`,
        hint,
      },
    )
  }
}
