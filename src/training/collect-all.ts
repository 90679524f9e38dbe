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

/** Writes the responsibilities of the steps from … to − 1 to `rows` [to − from][K]. */
export type Beliefs = (from: number, to: number, rows: Float64Array) => void

/** Responsibilities are made for so many steps at a time: those of all steps may not fit into memory. */
const atOnce = 65_536

/** Adds the statistics of expert e over all the data, given responsibilities, to `statistics`. */
export function collectAll(
  model: Model,
  e: number,
  defaults: Parameters,
  data: Encoded,
  beliefs: Beliefs,
  statistics: Float64Array,
): void {
  const compiled = model.experts[e]!.compile(defaults, { unweighted: true })
  let gaps = false
  let rows = new Float64Array(0)
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const pieces = piecesWithoutGaps(compiled, data.groups[e]!, from, to)
    gaps ||= pieces.length > 1 || pieces[0]?.from !== from
    for (const piece of pieces) {
      const cells = (piece.to - piece.from) * model.states
      if (rows.length < cells) rows = new Float64Array(cells)
      beliefs(piece.from, piece.to, rows)
      compiled.collect(data.groups[e]!, piece.from, piece.to, rows, statistics)
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
  const pieces: StepRange[] = []
  if (expert.chain === undefined || group.kind !== 'symbols') {
    for (let begin = from; begin < to; begin += atOnce)
      pieces.push({ from: begin, to: Math.min(to, begin + atOnce) })
    return pieces
  }
  let begin = from
  for (let t = from; t <= to; t++) {
    if (t < to && group.codes[t] !== MISSING) continue
    if (t > begin) pieces.push({ from: begin, to: t })
    begin = t + 1
  }
  return pieces
}
