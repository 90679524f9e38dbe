import { short } from '../format.js'

const SHOWN = 8
/** A probability too small to be worth a person's while. */
const negligible = 1e-6

/** The most probable symbols of a row with their probabilities: `the 0.12, of 0.07, … (+ 311)`. */
export function topSymbols(row: Float64Array, symbols: readonly string[]): string {
  const order = Array.from(row.keys())
    .filter((v) => row[v]! > negligible)
    .sort((a, b) => row[b]! - row[a]! || a - b)
  const shown = order.slice(0, SHOWN).map((v) => `${visible(symbols[v]!)} ${short(row[v]!)}`)
  const left = order.length - shown.length
  return shown.join(', ') + (left > 0 ? `, … (+ ${left})` : '')
}

/** The most probable moves from each of the first symbols: `a → b 0.8, b → b 0.7, …`. */
export function topTransitions(rows: Float64Array, symbols: readonly string[]): string {
  const count = symbols.length
  const moves = Array.from(rows.keys())
    .filter((at) => rows[at]! > negligible)
    .sort((a, b) => rows[b]! - rows[a]! || a - b)
  const shown = moves
    .slice(0, SHOWN)
    .map(
      (at) =>
        `${visible(symbols[Math.floor(at / count)]!)} → ${visible(symbols[at % count]!)} ${short(rows[at]!)}`,
    )
  const left = moves.length - shown.length
  return shown.join(', ') + (left > 0 ? `, … (+ ${left})` : '')
}

/** A symbol that begins or ends with white space, or is empty, in quotes. */
function visible(symbol: string): string {
  return symbol.trim() === symbol && symbol !== '' ? symbol : JSON.stringify(symbol)
}
