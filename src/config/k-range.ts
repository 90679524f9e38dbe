import { ConfigError } from '../errors.js'

/**
 * Values of K: `1:6` (both ends), `1:10:3` (in steps of 3), `1,2,4,8`, or both mixed (`1:4,8`).
 * Ascending, each once. Throws ConfigError.
 */
export function parseKRange(text: string): number[] {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^\s*(\d+)\s*(?::\s*(\d+)\s*(?::\s*(\d+)\s*)?)?$/.exec(part)
    if (match === null) throw refuse(text, `${JSON.stringify(part.trim())} is neither a number nor a range`)
    const from = Number(match[1])
    const to = match[2] === undefined ? from : Number(match[2])
    const step = match[3] === undefined ? 1 : Number(match[3])
    if (from < 1) throw refuse(text, 'K begins at 1')
    if (to < from) throw refuse(text, `the range ${part.trim()} goes downwards; write ${to}:${from}`)
    if (step < 1) throw refuse(text, 'the step of a range is at least 1')
    if ((to - from) / step >= 1000) throw refuse(text, `${part.trim()} has more than 1000 values`)
    for (let k = from; k <= to; k += step) values.add(k)
  }
  return [...values].sort((a, b) => a - b)
}

function refuse(text: string, why: string): ConfigError {
  return new ConfigError(
    'k-range',
    `expected values of K such as 1:6, 1:10:3 or 1,2,4,8, got ${JSON.stringify(text)}: ${why}`,
  )
}
