import type { Marginal } from '../../../src/model/expert.js'
import type { Parameters } from '../../../src/model/tensor.js'
import type { Case } from './cases.js'
import { logProbabilities, numbers } from './support.js'

const POINTS = 61
const REACH = 9
const LARGEST_COUNT = 80

/** A t law's tails fall like a power of x: with x = scale · sinh(π/2 · sinh h) the trapezoid rule in h takes them in. */
const HEAVY_POINTS = 161
const HEAVY_REACH = 3.4

/**
 * Points of one column with their weights: all values of a discrete law, the trapezoid rule over ±9 standard deviations else, and the
 * double-exponential rule for heavy tails.
 */
export function columnGrid(
  built: Case,
  parameters: Parameters,
  state: number,
  column: number,
): { points: number[]; weights: number[] } {
  const marginal = built.expert.compile(parameters).marginal!(state, column)
  if (built.input.family === 'bernoulli') return { points: [0, 1], weights: [1, 1] }
  if (marginal.discrete)
    return {
      points: Array.from({ length: LARGEST_COUNT }, (_, n) => n),
      weights: Array<number>(LARGEST_COUNT).fill(1),
    }
  if (built.latent) return heavyGrid(marginal)
  const deviation = Math.sqrt(marginal.variance)
  const step = (2 * REACH * deviation) / (POINTS - 1)
  return {
    points: Array.from({ length: POINTS }, (_, i) => marginal.mean - REACH * deviation + i * step),
    weights: Array<number>(POINTS).fill(step),
  }
}

function heavyGrid({ mean, cumulative }: Marginal): { points: number[]; weights: number[] } {
  let scale = 1
  while (cumulative(mean - scale) > 0.16) scale *= 1.1
  while (cumulative(mean - scale) < 0.16) scale /= 1.1
  const step = (2 * HEAVY_REACH) / (HEAVY_POINTS - 1)
  const at = Array.from({ length: HEAVY_POINTS }, (_, i) => -HEAVY_REACH + i * step)
  const half = Math.PI / 2
  return {
    points: at.map((h) => mean + scale * Math.sinh(half * Math.sinh(h))),
    weights: at.map((h) => step * scale * half * Math.cosh(h) * Math.cosh(half * Math.sinh(h))),
  }
}

/** Σ or ∫ of p(x | state) over the missing cells of `cells`. */
export function integrate(
  built: Case,
  parameters: Parameters,
  state: number,
  cells: readonly number[],
): number {
  let rows: { cells: number[]; weight: number }[] = [{ cells: [], weight: 1 }]
  cells.forEach((cell, column) => {
    const { points, weights } = Number.isNaN(cell)
      ? columnGrid(built, parameters, state, column)
      : { points: [cell], weights: [1] }
    rows = rows.flatMap((row) =>
      points.map((point, i) => ({ cells: [...row.cells, point], weight: row.weight * weights[i]! })),
    )
  })
  const all = rows.flatMap((row) => row.cells)
  const logs = logProbabilities(built.expert, parameters, numbers(all, cells.length))
  return rows.reduce((total, { weight }, t) => total + weight * Math.exp(logs[t * built.states + state]!), 0)
}
