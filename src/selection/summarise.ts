import type { SelectionRule } from '../config/schema.js'
import { NumericalError, type Warning } from '../errors.js'
import type { CvResult } from './cv-result.js'
import type { SplitPlan } from './split-plan.js'
import { type CandidateOutcomes, statesOf, tabulate } from './tabulate.js'

/** The table and what each rule makes of it. Throws NumericalError where the rule can choose nothing. */
export function summarise(
  outcomes: readonly CandidateOutcomes[],
  rule: SelectionRule,
  plan: SplitPlan,
  steps: Uint32Array,
  warnings: readonly Warning[],
): CvResult {
  const { table, choices } = tabulate(outcomes, plan, steps)
  const statesBy = (r: SelectionRule) => statesOf(table, choices, r)
  const best = statesBy('maximum')
  const chosen = statesBy(rule)
  if (best === null || chosen === null) throw nothingToChoose(rule, warnings)
  return {
    table,
    best,
    oneStandardError: statesBy('one-standard-error')!,
    chosen,
    rule,
    choices: {
      'one-standard-error': statesBy('one-standard-error'),
      maximum: best,
      aic: statesBy('aic'),
      bic: statesBy('bic'),
      icl: statesBy('icl'),
    },
    by: plan.by,
    units: plan.units.length,
    folds: plan.splits.length,
    steps: steps.reduce((a, b) => a + b, 0),
    warnings,
  }
}

function nothingToChoose(rule: SelectionRule, warnings: readonly Warning[]): NumericalError {
  const reasons = warnings.map(({ message }) => `\n  ${message}`).join('')
  return new NumericalError('no-candidate', `no number of states can be chosen (rule ${rule}):${reasons}`, {
    hint: 'mend what the lines above name',
  })
}
