import type { Dataset } from '../../data/dataset.js'
import type { ExpertColumns } from '../../encode/expert-columns.js'
import type { Warning } from '../../errors.js'

/** Beyond this correlation a covariance matrix is singular for all that data can tell. */
const limit = 0.99999

/** Pairs of columns in one full or tied gaussian or student-t that say the same. */
export function collinearColumns({ columns }: Dataset, experts: readonly ExpertColumns[]): Warning[] {
  const groups = experts.filter(
    ({ config }) =>
      (config.family === 'gaussian' || config.family === 'student-t') &&
      (config.covariance === 'full' || config.covariance === 'tied'),
  )
  return groups.flatMap(({ columns: names }) =>
    names.slice(0, 60).flatMap((a, i) =>
      names.slice(i + 1, 60).flatMap((b): Warning[] => {
        const r = correlation(numbers(columns.get(a)), numbers(columns.get(b)))
        if (Math.abs(r) < limit) return []
        const message = `the columns "${a}" and "${b}" say the same (correlation ${r.toFixed(6)}); their covariance matrix is singular, so take one out of data.x`
        return [{ code: 'collinear', message }]
      }),
    ),
  )
}

function numbers(column: ReturnType<Dataset['columns']['get']>): Float64Array {
  return column?.kind === 'number' ? column.values : new Float64Array()
}

/** Pearson's correlation over the steps where both are observed; 0 where one of them is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  let n = 0
  let [meanA, meanB, squaresA, squaresB, products] = [0, 0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!]
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    n++
    const dx = x - meanA
    meanA += dx / n
    meanB += (y - meanB) / n
    squaresA += dx * (x - meanA)
    products += dx * (y - meanB)
  }
  for (let i = 0; i < b.length; i++)
    if (!Number.isNaN(a[i]) && !Number.isNaN(b[i])) squaresB += (b[i]! - meanB) ** 2
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : 0
}
