import type { Confusion, Score } from '../../evaluation/index.js'
import { significant } from '../../report/format.js'
import { count, fixed, lineWidth, percent, plural, renderTable, tableWidth } from '../../report/index.js'
import type { SavedModel } from '../../store/model-file.js'
import { type BeamReport, boundText } from '../beam-report.js'
import type { EvalOptions } from '../commands/eval.js'
import type { CommandIo } from '../io.js'
import type { Comparison } from './compare.js'
import type { LabelReport } from './labels.js'
import type { MappedAccuracy } from './mapped.js'

const widestConfusion = 20

interface Evaluation {
  readonly score: Score
  readonly effectiveStates: number
  /** What a beam did, where one was used. */
  readonly beam: BeamReport | null
  readonly comparison: Comparison | null
  readonly options: EvalOptions
  readonly path: string
}

/** The results of `dsm eval` for people. */
export function printEvaluation(io: CommandIo, saved: SavedModel, evaluation: Evaluation): void {
  const { score, comparison, options, path } = evaluation
  const observed =
    score.observedSteps === score.steps
      ? plural(score.steps, 'step')
      : `${count(score.observedSteps)} observed of ${plural(score.steps, 'step')}`
  io.print(
    `${path}: ${plural(score.sequences, 'sequence')}, ${observed}; ${plural(saved.model.states, 'state')}\n`,
  )
  const rows: [string, string][] = [
    [
      options.clamp === true ? 'log-likelihood, states clamped (nats)' : 'log-likelihood (nats)',
      fixed(score.logLikelihood),
    ],
    ['  per observed step', fixed(score.logLikelihoodPerStep, 6)],
    ...(score.perplexity === null
      ? []
      : [['perplexity (per symbol)', fixed(score.perplexity)] as [string, string]]),
    ['free parameters', count(score.freeParameters)],
    ...criteriaRows(score, options),
    ['effective states, mean exp(H(γ))', fixed(evaluation.effectiveStates, 3)],
    ...(evaluation.beam === null ? [] : beamRows(evaluation.beam)),
  ]
  io.print(pairs(rows))
  if (options.perSequence === true) io.print(`\n${perSequence(score)}`)
  if (comparison !== null) io.print(`\n${labelText(comparison.labels, comparison.mapped)}`)
}

/** None for networks. */
function criteriaRows({ n, aic, bic, icl }: Score, { bicN }: EvalOptions): [string, string][] {
  if (aic === null || bic === null || icl === null) return []
  return [
    ['n of BIC and ICL', `${count(n)} ${n === 1 ? bicN.slice(0, -1) : bicN}`],
    ['AIC', fixed(aic, 2)],
    ['BIC', fixed(bic, 2)],
    ['ICL', fixed(icl, 2)],
  ]
}

function beamRows({ epsilon, meanStates, maxStates, bound, widened }: BeamReport): [string, string][] {
  return [
    ['beam', String(epsilon)],
    ['  states kept, mean and most', `${significant(meanStates)}, ${maxStates}`],
    ['  log-likelihood lost, at most', boundText(bound)],
    ...(widened === 0 ? [] : [['  sequences done exactly instead', count(widened)] as [string, string]]),
  ]
}

function perSequence({ perSequence }: Score): string {
  const rows = perSequence.map(({ sequence, steps, observedSteps, logLikelihood }) => [
    sequence,
    steps,
    fixed(logLikelihood),
    observedSteps === 0 ? '-' : fixed(logLikelihood / observedSteps, 6),
  ])
  return renderTable({ heads: ['sequence', 'steps', 'log-likelihood', 'per step'], rows, left: [0] })
}

function labelText(
  { column, names, stateNames, named, predicted, scores }: LabelReport,
  mapped: MappedAccuracy | null,
): string {
  const { steps, accuracy, manyToOne, macroF1, ari, nmi, confusion } = scores
  const rows: [string, string][] = [
    [named ? 'accuracy' : 'accuracy, states matched one-to-one', percent(accuracy, 2)],
    ...(manyToOne === null
      ? []
      : [['accuracy, many states to one label', percent(manyToOne, 2)] as [string, string]]),
    ...(mapped === null
      ? []
      : [
          ['accuracy, states mapped on the rows of --map-where', percent(mapped.mappedAccuracy, 2)] as [
            string,
            string,
          ],
        ]),
    ['macro-F1', fixed(macroF1)],
    ['adjusted Rand index', fixed(ari)],
    ['normalised mutual information', fixed(nmi)],
  ]
  const across = predicted === true ? 'predicted' : 'state'
  const head = `${plural(steps, 'labelled step')} (column "${column}")\n${pairs(rows)}`
  if (names.length > widestConfusion || stateNames.length > widestConfusion) {
    return `${head}\n\nconfusion matrix: ${names.length} × ${stateNames.length}, see --json`
  }
  return `${head}\n\nconfusion matrix (row: label, column: ${across})\n${confusionTable(names, stateNames, confusion, across)}`
}

/** Where the names of the states are too long for the heads of columns, their numbers stand there and before the labels. */
function confusionTable(
  names: readonly string[],
  stateNames: readonly string[],
  { states, counts }: Confusion,
  across: string,
): string {
  const body = names.map((name, l) => [name, ...counts.subarray(l * states, (l + 1) * states)])
  const table = { heads: [`true \\ ${across}`, ...stateNames], rows: body, left: [0] }
  if (tableWidth(table) <= lineWidth) return renderTable(table)
  return renderTable({
    heads: [`true \\ ${across}`, ...stateNames.map((_, k) => String(k + 1))],
    rows: body.map(([name, ...rest], l) => [`${String(l + 1).padStart(2)} ${name}`, ...rest]),
    left: [0],
  })
}

/** Names to the left, values in one column to the right. */
function pairs(rows: readonly (readonly [string, string])[]): string {
  const name = Math.max(...rows.map(([text]) => text.length))
  return rows.map(([text, value]) => `${text.padEnd(name)}  ${value}`).join('\n')
}
