import { choicesLine, plural, reason } from '../report/index.js'
import type { CvResult } from '../selection/index.js'
import { type BeamReport, keptWords } from './beam-report.js'
import { quoted } from './cv-options.js'
import { cvChart, cvTable } from './cv-table.js'
import type { CommandIo } from './io.js'

/** A finished search for people: what was done, table, chart, the choice and why, and what to do next. */
export function showSearch(
  io: CommandIo,
  result: CvResult,
  config: string,
  dataPath: string,
  beam: BeamReport | null,
): void {
  io.print(howItWasDone(result))
  io.print(`${figureWords(result)}; Δ: paired difference to the best`)
  io.print('optimum: restarts within 0.01 nats of the best; agreement: mean adjusted Rand index over folds\n')
  io.print(cvTable(result))
  io.print(`\n${cvChart(result, io.context.columns)}`)
  io.print(`\n${reason(result)}`)
  io.print(choicesLine(result))
  if (beam !== null) io.print(`All scores with a ${keptWords(beam)}.`)
  const chosen = result.table[result.chosenRow]!.label
  io.print(`\nNext, with ${chosen}:\n  dsm train ${quoted(config)}${dataPath === '-' ? ' < DATA' : ''}`)
}

function howItWasDone({ method, by, units, folds, repeats, gap, steps, score }: CvResult): string {
  const how = {
    folds: `${repeats > 1 ? `${repeats} times ` : ''}${folds}-fold cross-validation`,
    'monte-carlo': `Monte-Carlo cross-validation, ${folds} random splits`,
    'half-sampling': 'half-sampling (odd and even steps)',
  }[method]
  const kind = score === 'log-likelihood' ? 'observed step' : 'labelled step'
  const apart = gap > 0 ? `, ${plural(gap, 'step')} apart` : ''
  return `${how} by ${by} (${plural(units, by)}${apart}, ${plural(steps, kind)})`
}

function figureWords({ score }: CvResult): string {
  return {
    'log-likelihood': 'Held-out log-likelihood in nats per step',
    accuracy: 'Held-out accuracy: share of labelled steps told right',
    'macro-f1': 'Held-out macro-F1 (standard errors by the jackknife)',
    'log-loss': 'Held-out log p(label) in nats per labelled step (minus the log-loss)',
  }[score]
}
