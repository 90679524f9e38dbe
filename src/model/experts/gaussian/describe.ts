import { short } from '../format.js'

const SHOWN_COLUMNS = 6

/** `a·b 0.31, a·c −0.2`: the correlations of one covariance matrix [D][D] that begins at `begin`. */
export function correlations(covariance: Float64Array, begin: number, columns: readonly string[]): string {
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

export function meanAndDeviation(mean: number, variance: number): string {
  return `${short(mean)} ± ${short(Math.sqrt(variance))}`
}
