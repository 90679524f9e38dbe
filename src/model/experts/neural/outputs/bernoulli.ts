import type { NumberPlan } from '../../../../encode/encoded.js'
import { short } from '../../format.js'
import { columnMean, numberGroup } from '../../number-columns.js'
import type { Output } from '../output.js'

/** p(x | o) = Π_d σ(o_d)^{x_d} (1 − σ(o_d))^{1 − x_d}, σ the logistic function. */
export function bernoulliOutput(plan: NumberPlan): Output {
  const columns = plan.columns.length
  const expected = (outputs: Float64Array) => outputs.map((o) => 1 / (1 + Math.exp(-o)))
  return {
    width: columns,
    bias: Float64Array.from(plan.columns, (_, d) => {
      const ones = columnMean(plan, d, 0.5) * plan.counts[d]! + 0.5
      return Math.log(ones / (plan.counts[d]! + 1 - ones))
    }),
    addLogProbability(outputs, states, group, from, steps, out) {
      const { values } = numberGroup(group)
      for (let t = 0; t < steps; t++) {
        for (let k = 0; k < states; k++) {
          const row = (t * states + k) * columns
          let sum = 0
          for (let d = 0; d < columns; d++) {
            const x = values[(from + t) * columns + d]!
            if (x === 1) sum -= softplus(-outputs[row + d]!)
            else if (x === 0) sum -= softplus(outputs[row + d]!)
          }
          out[t * states + k]! += sum
        }
      }
    },
    expected,
    sample: (outputs, random) => Array.from(expected(outputs), (p) => (random.uniform() < p ? 1 : 0)),
    heads: plan.columns,
    describe: (outputs) => Array.from(expected(outputs), short),
  }
}

/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}
