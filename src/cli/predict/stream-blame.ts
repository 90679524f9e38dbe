import { type EncodedGroup, MISSING } from '../../encode/encoded.js'
import { DataError } from '../../errors.js'
import type { CompiledModel } from '../../model/compile.js'
import type { Model } from '../../model/model.js'

/** The columns of the experts that allow the cells at a place in no state; experts that look at the place before aside. */
export function columnsToBlame(
  { model, experts }: CompiledModel,
  groups: readonly EncodedGroup[],
  place: number,
): string[] {
  return model.experts.flatMap((expert, e) => {
    if (experts[e]!.chain !== undefined) return []
    const out = new Float64Array(model.states)
    experts[e]!.addLogProbability(groups[e]!, place, place + 1, out)
    return out.every((l) => l === Number.NEGATIVE_INFINITY) ? expert.columns : []
  })
}

/** @param chains numbers of the experts that look at the symbol before */
export function missingPredecessor(
  model: Model,
  chains: readonly number[],
  source: string,
  line: number,
): DataError {
  const columns = chains.flatMap((e) => model.experts[e]!.columns).map((name) => `"${name}"`)
  return new DataError(
    'missing-predecessor',
    `line ${line}: the symbol before it is missing, and the model is of order 1 in ${columns.join(', ')}; a stream cannot sum over it`,
    {
      where: source,
      hint: 'leave --stream out, which sums exactly, or mark missing cells with a symbol of their own, or train with order: 0',
    },
  )
}

/** The first place from ≤ place < to at which a symbol follows a missing one, or `to`. */
export function firstUnknowable(
  groups: readonly EncodedGroup[],
  chains: readonly number[],
  from: number,
  to: number,
): number {
  let first = to
  for (const e of chains) {
    const group = groups[e]!
    if (group.kind !== 'symbols') continue
    for (let place = from; place < first; place++)
      if (group.codes[place - 1] === MISSING && group.codes[place] !== MISSING) first = place
  }
  return first
}
