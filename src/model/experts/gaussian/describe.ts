import type { GaussianConfig } from '../../../config/experts.js'
import type { Parameters } from '../../tensor.js'
import { columnNames, columnTable } from '../column-table.js'
import { short } from '../format.js'
import type { Scale } from './scale.js'
import type { Moments, Structure } from './structure.js'

const SHOWN_COLUMNS = 6

/** `a·b 0.31, a·c −0.2`: the correlations of one covariance matrix [D][D] that begins at `begin`. */
function correlations(covariance: Float64Array, begin: number, columns: readonly string[]): string {
  const n = columns.length
  const at = (i: number, j: number) => covariance[begin + i * n + j]!
  const pairs: { name: string; value: number }[] = []
  for (let j = 0; j < n; j++) {
    for (let i = j + 1; i < n; i++) {
      pairs.push({ name: `${columns[j]}·${columns[i]}`, value: at(i, j) / Math.sqrt(at(i, i) * at(j, j)) })
    }
  }
  const shown =
    n <= SHOWN_COLUMNS
      ? pairs
      : [...pairs].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, SHOWN_COLUMNS)
  const left = pairs.length - shown.length
  return (
    shown.map(({ name, value }) => `${name} ${value.toFixed(2)}`).join(', ') +
    (left > 0 ? `, … (+ ${left})` : '')
  )
}

function meanAndDeviation(mean: number, variance: number): string {
  return `${short(mean)} ± ${short(Math.sqrt(variance))}`
}

/** Rows of a table, one a state; `unit` says what stands in a cell of a column. */
export function describeMoments(
  { mean, covariance }: Moments,
  shape: GaussianConfig['covariance'],
  structure: Structure,
  scale: Scale,
  names: readonly string[],
  unit: string,
): { readonly columns: string; readonly heads: readonly string[]; readonly rows: readonly string[][] } {
  const columns = names.length
  const states = mean.length / columns
  const variances = Array.from({ length: states }, (_, k) => structure.variances(covariance, k))
  const text = (k: number, d: number) => meanAndDeviation(mean[k * columns + d]!, variances[k]![d]!)
  const farOut = (k: number, d: number) =>
    Math.abs(mean[k * columns + d]! - scale.centre[d]!) / Math.sqrt(scale.variance[d]!)
  const table = columnTable(names, states, unit, text, 'most unusual', farOut)
  if (columns === 1 || (shape !== 'full' && shape !== 'tied'))
    return { columns: columnNames(names), ...table }
  const begin = (k: number) => (shape === 'tied' ? 0 : k * columns * columns)
  return {
    columns: columnNames(names),
    heads: [...table.heads, 'correlations'],
    rows: table.rows.map((row, k) => [...row, correlations(covariance, begin(k), names)]),
  }
}

/** Why means and covariances cannot be, and what to give instead; null where they can. */
export function momentsProblem(
  { mean, covariance }: Parameters,
  structure: Structure,
  floor: number,
): { readonly message: string; readonly hint: string } | null {
  const bad = mean?.values.find((value) => !Number.isFinite(value))
  const problem = covariance && structure.problem(covariance.values, floor)
  const hint =
    'Give variances (not standard deviations) above the floor, and symmetric positive definite matrices'
  if (bad !== undefined) return { message: `start.mean: expected finite numbers, got ${bad}`, hint }
  return problem ? { message: `start.covariance: ${problem}`, hint } : null
}
