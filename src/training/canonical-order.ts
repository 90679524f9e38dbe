import type { Model, ModelParameters } from '../model/model.js'

/**
 * The order in which states are numbered, so that two runs agree: ascending by the first location parameter (mean,
 * rate) of the first numeric expert, else by descending share of time. null where topology, start values, fixed
 * parameters or labels name the states. Entry k is the old number of new state k.
 *
 * @param share [K] expected share of the steps in each state.
 */
export function canonicalOrder(
  model: Model,
  parameters: ModelParameters,
  share: Float64Array,
): number[] | null {
  if (statesAreNamed(model)) return null
  const e = model.experts.findIndex((expert) => expert.location !== undefined)
  const location = e < 0 ? undefined : parameters.experts[e]![model.experts[e]!.location!]
  const key =
    location === undefined
      ? share.map((value) => -value)
      : Float64Array.from(
          { length: model.states },
          (_, k) => location.values[(k * location.values.length) / model.states]!,
        )
  return Array.from({ length: model.states }, (_, k) => k).sort((a, b) => key[a]! - key[b]! || a - b)
}

function statesAreNamed(model: Model): boolean {
  const parts = [model.gate, ...model.experts]
  const given = parts.some((part) => part.fixed.length > 0 || Object.keys(part.start).length > 0)
  const labelled = model.stateNames.some((name, k) => name !== String(k + 1))
  return given || labelled || model.gate.restricted
}
