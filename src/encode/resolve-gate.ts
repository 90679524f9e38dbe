import type { ModelConfig } from '../config/schema.js'
import type { InputColumn } from './input-columns.js'

/** The columns that the gate sees, made out against the header; undefined where it sees none. */
export function resolveGate(
  model: ModelConfig,
  _header: readonly string[],
  _modelled: readonly string[],
  _where: string,
): InputColumn[] | undefined {
  switch (model.gate) {
    case 'static':
    case 'independent':
    case 'markov':
      return undefined
  }
}
