import { fixed, plural } from './format.js'
import { renderTable } from './table.js'

const widest = 12
const shownMoves = 5
const shownStates = 40

/** The transition matrix [K][K]; structural zeros as `·`. A wide one is given by each state's likeliest moves. */
export function transitionTable(transition: Float64Array, names: readonly string[]): string {
  const K = names.length
  if (K > widest) return likeliestMoves(transition, names)
  const rows = names.map((name, j) => [
    name,
    ...names.map((_, k) => roundedProbability(transition[j * K + k]!)),
  ])
  return `transition probabilities (row: from, column: to)\n${renderTable({ heads: ['from \\ to', ...names], rows, left: [0] })}`
}

function likeliestMoves(transition: Float64Array, names: readonly string[]): string {
  const K = names.length
  const rows = names.slice(0, shownStates).map((name, j) => {
    const row = transition.subarray(j * K, (j + 1) * K)
    const others = [...row.keys()].filter((k) => k !== j && row[k]! > 0)
    others.sort((a, b) => row[b]! - row[a]! || a - b)
    const shown = others.slice(0, shownMoves).map((k) => `${names[k]} ${roundedProbability(row[k]!)}`)
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
