import { compareLabels, predictTargets } from '../../evaluation/index.js'
import type { Evaluated } from './compare.js'
import type { LabelReport } from './labels.js'

/** The symbols that a network predicts compared with those that are there; null where it predicts none, or none are there. */
export function targetReport({ saved, compiled, engine, read }: Evaluated): LabelReport | null {
  const predictions = predictTargets(compiled, read.encoded, engine, saved.config.model.target) ?? []
  const e = predictions.findIndex(({ kind }) => kind === 'symbols')
  const prediction = predictions[e]
  const group = read.encoded.groups[e]
  const plan = saved.plan.groups[e]
  if (prediction?.kind !== 'symbols' || group?.kind !== 'symbols' || plan?.kind !== 'symbols') return null
  const unseen = group.codes.includes(group.symbols)
  const names = unseen ? [...plan.symbols, '(never seen in training)'] : plan.symbols
  const sizes = { labels: names.length, states: plan.symbols.length, named: true }
  const scores = compareLabels(group.codes, prediction.codes, sizes)
  if (scores.steps === 0) return null
  return {
    column: plan.columns[0],
    names,
    stateNames: plan.symbols,
    named: true,
    codes: group.codes,
    states: prediction.codes,
    scores,
    predicted: true,
  }
}
