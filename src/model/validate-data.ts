import type { Encoded } from '../encode/encoded.js'
import type { Model } from './model.js'

/** Throws DataError with file, line and column where a cell cannot be what its expert models (a negative count), or what
 * a network sees is missing. */
export function validateData(model: Model, data: Encoded): void {
  const place = (step: number) => ({ source: data.source, line: data.lines[step]! })
  model.gate.network?.validateData(data, place)
  for (const [e, expert] of model.experts.entries()) expert.validateData?.(data.groups[e]!, place)
}
