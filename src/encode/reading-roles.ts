import type { DataConfig } from '../config/data.js'
import type { Config } from '../config/schema.js'
import { inputsOf, type ModelColumns } from './expert-columns.js'

/** The data section with what is modelled in the role of x: roles change places with `target: y`. */
export function modelledRoles({ data, model }: Pick<Config, 'data' | 'model'>): DataConfig {
  if (model.target === 'x') return data
  const { x, y, ...rest } = data
  return { ...rest, ...(y === undefined ? {} : { x: y }), ...(x === undefined ? {} : { y: x }) }
}

/**
 * The data section as a file is read for these columns: x holds what is modelled and what networks see of either role. Empty
 * cells of inputs are refused later, by the expert, who knows whether it looks at them.
 *
 * @param modelled columns that are modelled
 * @param covariates columns of data.y, resolved; none with `target: y`
 */
export function readingRoles(
  config: Pick<Config, 'data' | 'model'>,
  columns: ModelColumns,
  modelled: readonly string[],
  covariates: readonly string[],
): DataConfig {
  const { experts, gate } = columns
  if (gate === undefined && experts.every(({ inputs }) => inputs === undefined)) return config.data
  const { x: _x, y: _y, ...rest } = config.data
  const seen = inputsOf(columns).map(({ name }) => name)
  const x = [...new Set([...modelled, ...seen])]
  const y = config.model.target === 'x' ? covariates.filter((name) => !x.includes(name)) : []
  return { ...rest, x, ...(y.length === 0 ? {} : { y }) }
}
