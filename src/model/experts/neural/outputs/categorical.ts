import { MISSING, type SymbolPlan } from '../../../../encode/encoded.js'
import { topSymbols } from '../../categorical/describe.js'
import { symbolGroup } from '../../categorical/symbols.js'
import { COMMON_WEIGHT } from '../common-weight.js'
import type { Output } from '../output.js'

/** p(x | o) = softmax(o)_x over V symbols; a symbol that training never saw is impossible. */
export function categoricalOutput(plan: SymbolPlan): Output {
  const symbols = plan.symbols.length
  const total = plan.counts.reduce((a, b) => a + b, 0) + symbols
  return {
    width: symbols,
    bias: Float64Array.from(plan.counts, (count) => Math.log((count + 1) / total)),
    lawOf(group, steps) {
      const { codes } = symbolGroup(group)
      const counts = Float64Array.from(plan.counts, (count) => (COMMON_WEIGHT * (count + 1)) / total)
      for (const step of steps) if (codes[step]! >= 0 && codes[step]! < symbols) counts[codes[step]!]!++
      const seen = counts.reduce((a, b) => a + b, 0)
      return counts.map((count) => Math.log(count / seen))
    },
    addLogProbability(outputs, states, group, from, steps, out) {
      const { codes } = symbolGroup(group)
      for (let t = 0; t < steps; t++) {
        const code = codes[from + t]!
        if (code === MISSING) continue
        for (let k = 0; k < states; k++) {
          const row = (t * states + k) * symbols
          out[t * states + k]! +=
            code < symbols ? outputs[row + code]! - logTotal(outputs, row, symbols) : -Infinity
        }
      }
    },
    expected: (outputs) => {
      const log = logTotal(outputs, 0, symbols)
      return outputs.map((o) => Math.exp(o - log))
    },
    sample(outputs, random) {
      return [random.index(this.expected(outputs))]
    },
    heads: ['most probable symbols'],
    describe(outputs) {
      return [topSymbols(this.expected(outputs), plan.symbols)]
    },
  }
}

/** log Σ_v exp(o_v) */
function logTotal(outputs: Float64Array, row: number, symbols: number): number {
  let max = -Infinity
  for (let v = row; v < row + symbols; v++) if (outputs[v]! > max) max = outputs[v]!
  let sum = 0
  for (let v = row; v < row + symbols; v++) sum += Math.exp(outputs[v]! - max)
  return max + Math.log(sum)
}
