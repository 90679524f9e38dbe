import type { NumberPlan } from '../../../../encode/encoded.js'
import { short } from '../../format.js'
import { numberGroup } from '../../number-columns.js'
import { COMMON_WEIGHT } from '../common-weight.js'
import type { Output } from '../output.js'

/** log of the smallest standard deviation, in units of the column's own in the training data: the likelihood is unbounded without one. */
export const LEAST_LOG_SCALE = Math.log(1e-3)

/**
 * Independent normal columns. The outputs of a column are its mean (D of them, first) and the logarithm of its standard
 * deviation, both in units of the column's own mean and deviation in the training data.
 */
export function gaussianOutput(plan: NumberPlan): Output {
  const columns = plan.columns.length
  const { mean } = plan
  const deviation = columnScales(plan)
  const meanOf = (outputs: Float64Array, d: number) => mean[d]! + deviation[d]! * outputs[d]!
  const deviationOf = (outputs: Float64Array, d: number) =>
    deviation[d]! * Math.exp(Math.max(outputs[columns + d]!, LEAST_LOG_SCALE))
  return {
    width: 2 * columns,
    bias: new Float64Array(2 * columns),
    lawOf(group, steps) {
      const { values } = numberGroup(group)
      const law = new Float64Array(2 * columns)
      for (let d = 0; d < columns; d++) {
        const cells = steps
          .map((step) => (values[step * columns + d]! - mean[d]!) / deviation[d]!)
          .filter((x) => !Number.isNaN(x))
        const n = cells.length + COMMON_WEIGHT
        const centre = cells.reduce((a, b) => a + b, 0) / n
        const squares = cells.reduce((sum, x) => sum + (x - centre) ** 2, COMMON_WEIGHT * (1 + centre ** 2))
        law[d] = centre
        law[columns + d] = 0.5 * Math.log(squares / n)
      }
      return law
    },
    addLogProbability(outputs, states, group, from, steps, out) {
      const { values } = numberGroup(group)
      for (let t = 0; t < steps; t++) {
        for (let k = 0; k < states; k++) {
          const row = (t * states + k) * 2 * columns
          let sum = 0
          for (let d = 0; d < columns; d++) {
            const x = values[(from + t) * columns + d]!
            if (Number.isNaN(x)) continue
            const logScale = Math.max(outputs[row + columns + d]!, LEAST_LOG_SCALE)
            const z = ((x - mean[d]!) / deviation[d]! - outputs[row + d]!) * Math.exp(-logScale)
            sum -= 0.5 * (z * z + Math.log(2 * Math.PI)) + logScale + Math.log(deviation[d]!)
          }
          out[t * states + k]! += sum
        }
      }
    },
    expected: (outputs) => Float64Array.from(plan.columns, (_, d) => meanOf(outputs, d)),
    sample: (outputs, random) =>
      plan.columns.map((_, d) => meanOf(outputs, d) + deviationOf(outputs, d) * random.normal()),
    heads: plan.columns.map((name) => `${name} (mean, sd)`),
    describe: (outputs) =>
      plan.columns.map((_, d) => `${short(meanOf(outputs, d))}, ${short(deviationOf(outputs, d))}`),
  }
}

/** [D] standard deviations of the columns in the training data; 1 for a constant column. */
export function columnScales({ variance }: NumberPlan): number[] {
  return variance.map((v) => (v > 0 ? Math.sqrt(v) : 1))
}
