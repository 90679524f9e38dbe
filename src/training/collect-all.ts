import { type Encoded, type EncodedGroup, MISSING } from '../encode/encoded.js'
import type { StepRange } from '../encode/subset.js'
import type { CompiledExpert, SymbolChain } from '../model/expert.js'
import type { Model } from '../model/model.js'
import type { Parameters } from '../model/tensor.js'

/**
 * What every step keeps of every state: a probability of 0 in an expert would stay 0 for ever, and the data may be
 * impossible where the gate or a known state leaves no other choice.
 */
export const doubt = 1e-3

/** Adds the statistics of expert e over all the data, given responsibilities [N][K], to `statistics`. */
export function collectAll(
  model: Model,
  e: number,
  defaults: Parameters,
  data: Encoded,
  responsibilities: Float64Array,
  statistics: Float64Array,
): void {
  const compiled = model.experts[e]!.compile(defaults)
  let gaps = false
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const pieces = piecesWithoutGaps(compiled, data.groups[e]!, from, to)
    gaps ||= pieces.length > 1 || pieces[0]?.from !== from
    for (const piece of pieces) {
      const part = responsibilities.subarray(piece.from * model.states, piece.to * model.states)
      compiled.collect(data.groups[e]!, piece.from, piece.to, part, statistics)
    }
  }
  if (gaps && compiled.chain !== undefined) doubtPairs(compiled.chain, model.states, statistics)
}

/** A symbol that is only seen after a missing one is in no pair: every pair gets a little. */
function doubtPairs(
  { symbols, collectExpanded }: SymbolChain,
  states: number,
  statistics: Float64Array,
): void {
  const first = new Float64Array(states * symbols).fill(doubt)
  collectExpanded(first, new Float64Array(states * symbols * symbols).fill(doubt), statistics)
}

/** A Markov chain of symbols begins anew after a missing one: good enough for where a fit starts. */
function piecesWithoutGaps(
  expert: CompiledExpert,
  group: EncodedGroup,
  from: number,
  to: number,
): StepRange[] {
  if (expert.chain === undefined || group.kind !== 'symbols') return [{ from, to }]
  const pieces: StepRange[] = []
  let begin = from
  for (let t = from; t <= to; t++) {
    if (t < to && group.codes[t] !== MISSING) continue
    if (t > begin) pieces.push({ from: begin, to: t })
    begin = t + 1
  }
  return pieces
}
