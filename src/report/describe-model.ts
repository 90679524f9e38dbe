import { freeParameters } from '../model/model.js'
import { describeExpert } from './describe-expert.js'
import { type FittedModel, restartsAtBest } from './fitted-model.js'
import { count, fixed, percent, plural, significant } from './format.js'
import { describeGate, stateFigures, transitionMatrix } from './state-figures.js'
import { renderTable } from './table.js'
import { roundedProbability, transitionTable } from './transition-table.js'

const shownStates = 40

/**
 * A fitted model as text for people: what it is, how it was fitted, its states, its transitions and its experts in the
 * data's units. Large models are cut, and what is left out is said.
 */
export function describeModel(fitted: FittedModel): string {
  const { model } = fitted
  const transition = transitionMatrix(fitted)
  const gate = describeGate(fitted)
  return [
    heading(fitted),
    fittedHow(fitted),
    statesTable(fitted),
    ...(transition === null ? [] : [transitionTable(transition, model.stateNames)]),
    ...(gate === null
      ? []
      : [
          gate.chain === undefined
            ? gate.title
            : `${gate.title}\n${transitionTable(gate.chain.transition, model.stateNames)}`,
        ]),
    ...model.experts.map((expert, e) =>
      describeExpert(expert.describe(fitted.parameters.experts[e]!), model.stateNames),
    ),
  ].join('\n\n')
}

const gateWords = {
  static: 'mixture of sequences (one state for a whole sequence)',
  independent: 'mixture (a fresh state at each step)',
  markov: 'hidden Markov model',
  recurrent: 'recurrent mixture (weights of the states from a recurrent network over the past)',
}

function heading({ model }: FittedModel): string {
  const families = [...new Set(model.experts.map((expert) => expert.family))].join(', ')
  return `${gateWords[model.gate.kind]}: ${plural(model.states, 'state')}, ${families}, ${plural(freeParameters(model), 'free parameter')}`
}

function fittedHow({ fit }: FittedModel): string {
  const penalised = fit.objective === fit.logLikelihood ? '' : ` (with the log prior ${fixed(fit.objective)})`
  if (fit.network !== undefined) return trainedHow(fit, fit.network)
  const end = fit.converged
    ? `converged after ${plural(fit.iterations, 'iteration')}`
    : `NOT converged after ${plural(fit.iterations, 'iteration')}`
  const restarts =
    fit.restarts.length < 2
      ? ''
      : `; ${count(restartsAtBest(fit))} of ${plural(fit.restarts.length, 'restart')} within 0.01 nats of the best`
  return [
    `fitted to ${plural(fit.sequences, 'sequence')}, ${plural(fit.steps, 'step')}: log-likelihood ${fixed(fit.logLikelihood)}${penalised}`,
    end + restarts,
    ...(fit.beam === undefined
      ? []
      : [
          `trained with a beam of ${fit.beam.epsilon}: ${significant(fit.beam.meanStates)} states kept on average, at most ${fit.beam.maxStates}; the log-likelihood is exact`,
        ]),
  ].join('\n')
}

function trainedHow(
  { sequences, steps, logLikelihood, objective, iterations, restarts }: FittedModel['fit'],
  { device, epoch }: { device: string; epoch: number },
): string {
  const aside =
    objective === logLikelihood ? '' : `; log-likelihood of the sequences kept aside ${fixed(objective)}`
  return [
    `trained on ${plural(sequences, 'sequence')}, ${plural(steps, 'step')}: log-likelihood ${fixed(logLikelihood)}`,
    `weights of epoch ${epoch} of ${iterations}, on ${device}${restarts.length > 1 ? `; best of ${plural(restarts.length, 'restart')}` : ''}${aside}`,
  ].join('\n')
}

function statesTable(fitted: FittedModel): string {
  const { model, fit } = fitted
  const figures = stateFigures(fitted)
  const remarks = figures.map((_, k) =>
    [fit.floored.includes(k) && 'on the variance floor', fit.dead.includes(k) && 'dead']
      .filter(Boolean)
      .join(', '),
  )
  const remarked = remarks.some((text) => text !== '')
  const byShare = [...figures.keys()].sort((a, b) => figures[b]!.share - figures[a]!.share || a - b)
  const shown = new Set(byShare.slice(0, shownStates))
  const rows = figures.flatMap(({ name, share, initial, expectedStay }, k) =>
    shown.has(k)
      ? [
          [
            name,
            percent(share),
            ...(initial === undefined ? [] : [stay(expectedStay ?? null), roundedProbability(initial)]),
            ...(remarked ? [remarks[k]!] : []),
          ],
        ]
      : [],
  )
  const known = figures.some(({ initial }) => initial !== undefined)
  const heads = [
    'state',
    'share of time',
    ...(known ? ['expected stay', 'initial'] : []),
    ...(remarked ? ['remark'] : []),
  ]
  const left = model.states - shown.size
  return (
    renderTable({ heads, rows }) +
    (left > 0 ? `\n… and ${plural(left, 'state')} with smaller shares (--json has all)` : '')
  )
}

function stay(steps: number | null): string {
  if (steps === null) return 'whole sequence'
  if (steps === Number.POSITIVE_INFINITY) return 'for ever'
  const rounded = significant(steps, 3)
  return `${rounded} ${rounded === '1' ? 'step' : 'steps'}`
}
