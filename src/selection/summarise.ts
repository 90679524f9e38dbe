import type { SelectionRule } from '../config/schema.js'
import { NumericalError, type Warning } from '../errors.js'
import type { Choice, CvResult } from './cv-result.js'
import type { CandidateFits } from './fits.js'
import type { Measure } from './measure.js'
import type { SplitPlan } from './split-plan.js'
import { type CvRow, heldOutSteps, tabulate } from './tabulate.js'

/** The table and what each rule makes of it. Throws NumericalError where the rule can choose nothing. */
export function summarise(
  fits: readonly CandidateFits[],
  rule: SelectionRule,
  plan: SplitPlan,
  measure: Measure,
  warnings: readonly Warning[],
): CvResult {
  const { table, choices: rows } = tabulate(fits, plan, measure)
  const choiceOf = (by: SelectionRule): Choice | null => {
    const row = rows[by]
    return row === null ? null : { row, states: table[row]!.states, settings: table[row]!.settings }
  }
  const choices = {
    'one-standard-error': choiceOf('one-standard-error'),
    maximum: choiceOf('maximum'),
    aic: choiceOf('aic'),
    bic: choiceOf('bic'),
    icl: choiceOf('icl'),
  }
  const { maximum: best, 'one-standard-error': simple } = choices
  const chosen = choices[rule]
  if (best === null || simple === null || chosen === null) throw nothingToChoose(rule, table, warnings)
  return {
    table,
    best: best.states,
    oneStandardError: simple.states,
    chosen: chosen.states,
    bestRow: best.row,
    oneStandardErrorRow: simple.row,
    chosenRow: chosen.row,
    rule,
    choices,
    score: measure.score,
    method: plan.method,
    by: plan.by,
    units: plan.units.length,
    folds: plan.splits.length / plan.repeats,
    repeats: plan.repeats,
    gap: plan.gap,
    steps: heldOutSteps(plan, measure).reduce((a, b) => a + b, 0),
    warnings,
  }
}

function nothingToChoose(
  rule: SelectionRule,
  table: readonly CvRow[],
  warnings: readonly Warning[],
): NumericalError {
  const cure = table.find((row) => row.cure !== null)?.cure ?? null
  const reasons = warnings.map(({ message }) => `\n  ${message}`).join('')
  return new NumericalError('no-candidate', `no number of states can be chosen (rule ${rule}):${reasons}`, {
    hint:
      cure === null
        ? 'mend what the lines above name'
        : `give what training never saw a probability: --set ${cure}`,
  })
}
