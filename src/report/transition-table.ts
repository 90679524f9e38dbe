import { fixed, plural } from './format.js'
import { lineWidth, renderTable, tableWidth } from './table.js'

const mostStates = 12
const shownMoves = 5
/** Moves rarer than this are counted, not named (the likeliest one always is). */
const rareMove = 0.01
const shownStates = 40

/** The transition matrix [K][K]; structural zeros as `·`. A wide one is given by each state's likeliest moves. */
export function transitionTable(transition: Float64Array, names: readonly string[]): string {
  const K = names.length
  if (K > mostStates) return likeliestMoves(transition, names)
  const rows = names.map((name, j) => [
    name,
    ...names.map((_, k) => roundedProbability(transition[j * K + k]!)),
  ])
  const table = { heads: ['from \\ to', ...names], rows, left: [0] }
  if (tableWidth(table) > lineWidth) return likeliestMoves(transition, names)
  return `transition probabilities (row: from, column: to)\n${renderTable(table)}`
}

function likeliestMoves(transition: Float64Array, names: readonly string[]): string {
  const K = names.length
  const rows = names.slice(0, shownStates).map((name, j) => {
    const row = transition.subarray(j * K, (j + 1) * K)
    const others = [...row.keys()].filter((k) => k !== j && row[k]! > 0)
    others.sort((a, b) => row[b]! - row[a]! || a - b)
    const likely = others.filter((k, i) => i === 0 || row[k]! >= rareMove)
    const shown = likely.slice(0, shownMoves).map((k) => `${names[k]} ${roundedProbability(row[k]!)}`)
    const left = others.length - shown.length
    return [name, roundedProbability(row[j]!), shown.join(', ') + (left > 0 ? `, … (+ ${left})` : '')]
  })
  const rest = K > shownStates ? `\n… and ${plural(K - shownStates, 'state')} more (--json has all)` : ''
  return `transition probabilities: staying, and the likeliest moves\n${renderTable({ heads: ['from', 'stay', 'to'], rows, left: [0, 2] })}${rest}`
}

/** A probability that is not zero never looks like zero. */
export function roundedProbability(p: number): string {
  if (p === 0) return '·'
  return p < 0.0005 ? '<0.001' : fixed(p, 3)
}
