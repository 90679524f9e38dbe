import type { Warning } from '../errors.js'
import type { Impossible } from '../evaluation/index.js'

const shown = 3

/** Sequences of probability 0: the first few with place, reason and what to do; the rest counted. */
export function impossibleWarnings(impossible: readonly Impossible[]): Warning[] {
  const warnings = impossible
    .slice(0, shown)
    .map(({ message, hint }): Warning => ({ code: 'impossible-sequence', message: `${message}; ${hint}` }))
  const rest = impossible.length - shown
  if (rest > 0) {
    warnings.push({
      code: 'impossible-sequence',
      message: `${rest} more sequence${rest === 1 ? ' has' : 's have'} probability 0`,
    })
  }
  return warnings
}
