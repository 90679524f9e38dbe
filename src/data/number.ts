import type { Cell } from './table.js'

/**
 * The number that a cell holds: a decimal number with a point, the spaces around it aside. NaN where it is none
 * (also for hexadecimal, `1_000`, `12,5`); ±Infinity where it is too large or written so.
 */
export function parseNumber(cell: string): number {
  const value = +cell
  if (value - value === 0) {
    // Number() also takes "", " " and 0x10, 0b1, 0o7.
    if (value !== 0 && cell.charCodeAt(0) !== 48) return value
    return decimal.test(cell) ? value : Number.NaN
  }
  return infinite.test(cell)
    ? cell.trim().startsWith('-')
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : value
}

const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const infinite = /^\s*[+-]?inf(inity)?\s*$/i

/** The text that a cell holds; '' where it is missing. */
export function cellText(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : cell === null || cell === undefined ? '' : String(cell)
}
