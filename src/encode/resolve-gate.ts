import { recurrenceOf } from '../config/recurrence.js'
import type { ModelConfig } from '../config/schema.js'
import { type InputColumn, resolveInputs } from './input-columns.js'

/** The columns that the gate sees, made out against the header; undefined where it sees none. */
export function resolveGate(
  model: ModelConfig,
  header: readonly string[],
  modelled: readonly string[],
  where: string,
): InputColumn[] | undefined {
  const recurrence = recurrenceOf(model)
  if (recurrence === null) return undefined
  return resolveInputs(recurrence, header, modelled, model.target, 'model.recurrence.inputs', where)
}
