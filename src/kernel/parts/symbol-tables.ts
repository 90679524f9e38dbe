import type { NumberGroup, SymbolGroup } from '../../encode/encoded.js'
import type { CompactExpert } from '../../model/expert.js'
import type { SymbolTable } from './symbols.js'

/** A categorical expert: a row for each symbol, and one for the symbol that training never saw. */
export function categoricalTable(
  { logProbability, symbols }: Extract<CompactExpert, { kind: 'symbols' }>,
  { codes }: SymbolGroup,
  states: number,
): SymbolTable {
  const rows = symbols + 1
  return {
    key: `symbols ${symbols}`,
    rows,
    states,
    logProbability: (row, k) => logProbability[row * states + k]!,
    rowAt: (step) => (codes[step]! < 0 ? rows : codes[step]!),
    addWeights(weights, stride, statistics) {
      for (let v = 0, from = 0, to = 0; v < symbols; v++, from += stride, to += states)
        for (let k = 0; k < states; k++) statistics[to + k]! += weights[from + k]!
    },
  }
}

/** Known states: the row of a label leaves no other state possible. */
export function labelTable(labels: Int32Array, states: number): SymbolTable {
  return {
    key: 'labels',
    rows: states,
    states,
    logProbability: (row, k) => (row === k ? 0 : Number.NEGATIVE_INFINITY),
    rowAt: (step) => (labels[step]! < 0 ? states : labels[step]!),
    addWeights: null,
  }
}

/**
 * Bits: a complete row costs only its ones, Σ_d log(1 − p_d) and for each one log p_d − log(1 − p_d). A row with missing
 * cells, or where a probability is 1 and that difference infinite, goes cell by cell.
 * Rows of the table: all zeros, D log-odds, [D][2] cells, and one that is impossible (a cell that is no bit).
 */
export function bitTable(
  { logProbability }: Extract<CompactExpert, { kind: 'bits' }>,
  { values, dimension: D }: NumberGroup,
  states: number,
): SymbolTable {
  const cell = (d: number, x: number, k: number) => logProbability[(2 * d + x) * states + k]!
  const additive = logProbability.every((value, i) => Math.floor(i / states) % 2 === 1 || value > -Infinity)
  const cells = 1 + D
  const impossible = cells + 2 * D
  const zeros = new Float64Array(states)
  for (let d = 0; d < D; d++) for (let k = 0; k < states; k++) zeros[k]! += cell(d, 0, k)

  return {
    key: `bits ${additive}`,
    rows: impossible + 1,
    states,
    logProbability(row, k) {
      if (row === 0) return additive ? zeros[k]! : 0
      if (row < cells) return additive ? cell(row - 1, 1, k) - cell(row - 1, 0, k) : 0
      if (row === impossible) return Number.NEGATIVE_INFINITY
      const i = row - cells
      return cell(i >> 1, i & 1, k)
    },
    rowAt: null,
    most: D + 1,
    rowsAt(step, out) {
      let count = 0
      if (additive) {
        out[count++] = 0
        let d = 0
        for (; d < D; d++) {
          const x = values[step * D + d]!
          if (x === 1) out[count++] = 1 + d
          else if (x !== 0) break
        }
        if (d === D) return count
        count = 0
      }
      for (let d = 0; d < D; d++) {
        const x = values[step * D + d]!
        if (x === 0 || x === 1) out[count++] = cells + 2 * d + x
        else if (!Number.isNaN(x)) out[count++] = impossible
      }
      return count
    },
    addWeights(weights, stride, statistics) {
      const weight = (row: number, k: number) => weights[row * stride + k]!
      for (let d = 0; d < D; d++) {
        for (let k = 0; k < states; k++) {
          const ones = weight(1 + d, k)
          const at = 2 * d * states + k
          statistics[at]! += Math.max(0, weight(0, k) - ones) + weight(cells + 2 * d, k)
          statistics[at + states]! += ones + weight(cells + 2 * d + 1, k)
        }
      }
    },
  }
}
