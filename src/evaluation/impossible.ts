import type { Encoded } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'

/** Why a sequence has probability 0, and where. */
export interface Impossible {
  readonly sequence: string
  /** Step of the sequence, from 1. */
  readonly step: number
  /** Line of the file. */
  readonly line: number
  /** One sentence with sequence, file and line. */
  readonly message: string
  readonly hint: string
  /** Which expert rules it out (its number in the model), null for the gate; and whether its symbol was never seen. */
  readonly expert: number | null
  readonly unseen: boolean
}

/** Looks for the expert that no state can satisfy at step t (from 0) of sequence s; where there is none, the gate rules it out. */
export function explainImpossible(compiled: CompiledModel, data: Encoded, s: number, t: number): Impossible {
  const from = data.offsets[s]!
  const line = data.lines[from + t]!
  const sequence = data.sequenceIds[s]!
  const { reason, ...blamed } = blame(compiled, data, s, t)
  return {
    sequence,
    step: t + 1,
    line,
    message: `sequence "${sequence}" has probability 0 from step ${t + 1} on (${data.source}:${line}): ${reason}`,
    ...blamed,
  }
}

function blame(
  compiled: CompiledModel,
  data: Encoded,
  s: number,
  t: number,
): Pick<Impossible, 'hint' | 'expert' | 'unseen'> & { readonly reason: string } {
  const { states, experts } = compiled.model
  const from = data.offsets[s]!
  const memory = compiled.memoryOf(data, s)
  for (const [e, expert] of experts.entries()) {
    const group = data.groups[e]!
    const columns = expert.columns.map((name) => `"${name}"`).join(', ')
    if (group.kind === 'symbols' && group.codes[from + t] === group.symbols) {
      return {
        reason: `its symbol in column ${columns} was never seen in training`,
        hint: 'train with unknown: missing on this expert, or hapax where training holds symbols seen once',
        expert: e,
        unseen: true,
      }
    }
    // An expert whose predecessor is missing does not factorise; it is never the only one to blame.
    if (
      compiled.experts[e]!.chain !== undefined &&
      group.kind === 'symbols' &&
      group.codes[from + t - 1] === -1
    )
      continue
    const out = new Float64Array((t + 1) * states)
    try {
      compiled.experts[e]!.addLogProbability(group, from, from + t + 1, out, memory)
    } catch (error) {
      if (error instanceof RangeError) continue
      throw error
    }
    if (out.subarray(t * states).every((value) => value === Number.NEGATIVE_INFINITY)) {
      return {
        reason: `what stands in ${columns} has probability 0 in every state`,
        hint: 'train with a prior on this expert',
        expert: e,
        unseen: false,
      }
    }
  }
  return {
    reason: 'no state that can be reached there can produce it',
    hint: 'train with a prior on model.transition and on the experts, or allow more transitions',
    expert: null,
    unseen: false,
  }
}
