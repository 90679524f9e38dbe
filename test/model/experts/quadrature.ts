import type { Parameters } from '../../../src/model/tensor.js'
import type { Case } from './cases.js'
import { logProbabilities, numbers } from './support.js'

const POINTS = 61
const REACH = 9
const LARGEST_COUNT = 80

/** Points of one column with their weights: all values of a discrete law, the trapezoid rule over ±9 standard deviations else. */
export function columnGrid(
  built: Case,
  parameters: Parameters,
  state: number,
  column: number,
): { points: number[]; weight: number } {
  const marginal = built.expert.compile(parameters).marginal!(state, column)
  if (built.input.family === 'bernoulli') return { points: [0, 1], weight: 1 }
  if (marginal.discrete) return { points: Array.from({ length: LARGEST_COUNT }, (_, n) => n), weight: 1 }
  const deviation = Math.sqrt(marginal.variance)
  const step = (2 * REACH * deviation) / (POINTS - 1)
  return {
    points: Array.from({ length: POINTS }, (_, i) => marginal.mean - REACH * deviation + i * step),
    weight: step,
  }
}

/** Σ or ∫ of p(x | state) over the missing cells of `cells`. */
export function integrate(
  built: Case,
  parameters: Parameters,
  state: number,
  cells: readonly number[],
): number {
  let rows: number[][] = [[]]
  let weight = 1
  cells.forEach((cell, column) => {
    const grid = Number.isNaN(cell)
      ? columnGrid(built, parameters, state, column)
      : { points: [cell], weight: 1 }
    weight *= grid.weight
    rows = rows.flatMap((row) => grid.points.map((point) => [...row, point]))
  })
  const logs = logProbabilities(built.expert, parameters, numbers(rows.flat(), cells.length))
  let total = 0
  for (let t = 0; t < rows.length; t++) total += Math.exp(logs[t * built.states + state]!)
  return total * weight
}
