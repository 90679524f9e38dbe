import type { Parameters, Tensor, TensorLayout } from '../tensor.js'
import { tensor } from '../tensor.js'

/** A weight below which nobody belongs to a state (or to a column or row of one), and its parameters stay as they are. */
export const NO_WEIGHT = 1e-12

/** What the config says about an expert's parameters. */
export interface Given {
  readonly layout: Readonly<Record<string, TensorLayout>>
  readonly start: Parameters
  readonly fixed: readonly string[]
}

/**
 * The parameters after an M-step: the estimates, except that fixed parameters keep their values and that the first M-step
 * (`previous` is null) hands out the start values.
 */
export function settle(
  estimates: Readonly<Record<string, Float64Array>>,
  given: Given,
  previous: Parameters | null,
): Parameters {
  const parameters: Record<string, Tensor> = {}
  for (const [name, layout] of Object.entries(given.layout)) {
    const kept =
      previous === null ? given.start[name] : given.fixed.includes(name) ? previous[name] : undefined
    parameters[name] = kept ?? tensor(layout, estimates[name]!)
  }
  return parameters
}
