import type { Warning } from '../errors.js'

/**
 * One line of JSON with `warnings` at its end. JSON has no infinities: they become null, and a warning names their keys.
 * Typed arrays become lists.
 */
export function toJson(record: object, warnings: readonly Warning[]): string {
  const lost: string[] = []
  const plain = JSON.stringify(record, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      lost.push(`${key} (${value === Number.NEGATIVE_INFINITY ? '-inf' : value})`)
      return null
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array)
    return value
  })
  const all = lost.length === 0 ? warnings : [...warnings, notFinite(lost)]
  return `${JSON.stringify({ ...(JSON.parse(plain) as object), warnings: all })}\n`
}

function notFinite(keys: readonly string[]): Warning {
  const shown = [...new Set(keys)].slice(0, 5).join(', ')
  return {
    code: 'not-finite',
    message: `JSON cannot hold infinite numbers; null stands for: ${shown}${keys.length > 5 ? ', …' : ''}`,
  }
}
