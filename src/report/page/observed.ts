import type { Encoded } from '../../encode/index.js'
import type { LabelScores, PseudoResiduals } from '../../evaluation/index.js'
import type { CompiledModel } from '../../model/compile.js'

/** Data as a fitted model sees them, decoded. */
export interface Observed {
  readonly compiled: CompiledModel
  readonly encoded: Encoded
  /** [experts] names of the symbols; null for an expert of numbers. */
  readonly symbolNames: readonly (readonly string[] | null)[]
  /** [N][K] smoothed marginals; NaN in sequences of probability 0. */
  readonly posterior: Float64Array
  /** [N] states of the most probable path; −1 in sequences of probability 0. */
  readonly states: Int32Array
  readonly residuals: readonly PseudoResiduals[]
  readonly labels: {
    readonly column: string
    readonly names: readonly string[]
    readonly scores: LabelScores
  } | null
}

/** [N][D] values of number columns, by name, in the order of the experts. */
export function numberColumns({ compiled: { model }, encoded }: Observed) {
  return model.experts.flatMap((expert, e) => {
    const group = encoded.groups[e]!
    if (group.kind !== 'numbers') return []
    return expert.columns.map((name, d) => ({
      name,
      expert: e,
      column: d,
      at: (step: number) => group.values[step * group.dimension + d]!,
    }))
  })
}
