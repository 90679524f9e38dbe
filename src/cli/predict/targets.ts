import type { ExtraColumn } from '../../data/index.js'
import { predictTargets } from '../../evaluation/index.js'
import type { Prediction } from './index.js'

/** `predicted` (of several columns `predicted_<column>`) and, of symbols, `predicted_probability`; none without networks. */
export function targetColumns({ saved, compiled, engine, read }: Prediction): ExtraColumn[] {
  const predictions = predictTargets(compiled, read.encoded, engine, saved.config.model.target)
  if (predictions === null) return []
  const groups = saved.plan.groups
  const single = groups.length === 1 && groups[0]!.columns.length === 1
  const named = (column: string) => (single ? 'predicted' : `predicted_${column}`)
  return predictions.flatMap((prediction, e): ExtraColumn[] => {
    const plan = groups[e]!
    if (prediction.kind === 'symbols') {
      const symbols = plan.kind === 'symbols' ? plan.symbols : []
      const name = named(plan.columns[0]!)
      return [
        { name, cell: (step) => symbols[prediction.codes[step]!] ?? null },
        { name: `${name}_probability`, cell: (step) => finite(prediction.probabilities[step]!) },
      ]
    }
    return plan.columns.map((column, d) => ({
      name: named(column),
      cell: (step) => finite(prediction.means[step * plan.columns.length + d]!),
    }))
  })
}

function finite(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
