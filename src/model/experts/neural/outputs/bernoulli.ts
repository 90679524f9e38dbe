import type { NumberPlan } from '../../../../encode/encoded.js'
import { expOfNegative } from '../../../../math/exp-of-negative.js'
import { short } from '../../format.js'
import { columnMean, numberGroup } from '../../number-columns.js'
import { COMMON_WEIGHT } from '../common-weight.js'
import type { Output } from '../output.js'

/** p(x | o) = Π_d σ(o_d)^{x_d} (1 − σ(o_d))^{1 − x_d}, σ the logistic function. */
export function bernoulliOutput(plan: NumberPlan): Output {
  const columns = plan.columns.length
  const common = Float64Array.from(plan.columns, (_, d) => {
    const ones = columnMean(plan, d, 0.5) * plan.counts[d]! + 0.5
    return ones / (plan.counts[d]! + 1)
  })
  const logit = (p: number) => Math.log(p / (1 - p))
  const expected = (outputs: Float64Array) => outputs.map((o) => 1 / (1 + Math.exp(-o)))
  return {
    width: columns,
    bias: common.map(logit),
    lawOf(group, steps) {
      const { values } = numberGroup(group)
      return common.map((share, d) => {
        const cells = steps.map((step) => values[step * columns + d]!).filter((x) => !Number.isNaN(x))
        const ones = cells.reduce((a, b) => a + b, COMMON_WEIGHT * share)
        return logit(ones / (cells.length + COMMON_WEIGHT))
      })
    },
    addLogProbability(outputs, states, group, from, steps, out) {
      const { values } = numberGroup(group)
      for (let t = 0; t < steps; t++) {
        for (let k = 0; k < states; k++) {
          const row = (t * states + k) * columns
          out[t * states + k]! += logProbability(values, (from + t) * columns, outputs, row, columns)
        }
      }
    },
    expected,
    sample: (outputs, random) => Array.from(expected(outputs), (p) => (random.uniform() < p ? 1 : 0)),
    heads: plan.columns,
    describe: (outputs) => Array.from(expected(outputs), short),
  }
}

/** So many factors between 1 and 2 have a product that can be held. */
const FACTORS = 512

/**
 * Σ_d x_d·o_d − log(1 + exp(o_d)), with log(1 + exp(o)) = max(o, 0) + log(1 + exp(−|o|)): the logarithm of a product of these factors is
 * taken once, not of each.
 */
function logProbability(
  values: Float64Array,
  cell: number,
  outputs: Float64Array,
  row: number,
  columns: number,
): number {
  let sum = 0
  let product = 1
  for (let d = 0; d < columns; d++) {
    const x = values[cell + d]!
    if (x !== 0 && x !== 1) continue
    const o = outputs[row + d]!
    // The log-odds of what was not seen.
    const against = x === 1 ? -o : o
    if (against > 0) sum -= against
    product *= 1 + (o > 0 ? expAtMostZero(-o) : expAtMostZero(o))
    if (d % FACTORS === FACTORS - 1) {
      sum -= Math.log(product)
      product = 1
    }
  }
  return sum - Math.log(product)
}

function expAtMostZero(x: number): number {
  return x < -700 ? 0 : expOfNegative(x)
}
