import type { Encoded, EncodedGroup, EncodingPlan } from '../encode/encoded.js'
import { samplePriorPath } from '../inference/index.js'
import { blindGate, type CompiledModel } from '../model/compile.js'
import type { Random } from '../random.js'

export interface Simulated {
  /** As the training data were encoded; sequences are called '1', '2', … */
  readonly data: Encoded
  /** [N] the hidden states that the data were drawn from, from 0. */
  readonly states: Int32Array
}

/**
 * Draws one sequence of each of the given lengths: z from the gate, then x from the experts. The same random stream gives
 * the same data, and the first sequences stay the same when more are asked for.
 */
export function simulate(
  compiled: CompiledModel,
  plan: EncodingPlan,
  lengths: readonly number[],
  random: Random,
): Simulated {
  const { model, experts } = compiled
  const gate = blindGate(compiled)
  const offsets = Uint32Array.from([0, ...lengths])
  for (let s = 1; s < offsets.length; s++) offsets[s]! += offsets[s - 1]!
  const steps = offsets[lengths.length]!
  const states = new Int32Array(steps)
  const groups = plan.groups.map(
    (group): EncodedGroup =>
      group.kind === 'numbers'
        ? {
            kind: 'numbers',
            dimension: group.columns.length,
            values: new Float64Array(steps * group.columns.length),
          }
        : { kind: 'symbols', symbols: group.symbols.length, codes: new Int32Array(steps) },
  )
  for (const [s, length] of lengths.entries()) {
    const stream = random.split('sequence', s)
    const from = offsets[s]!
    states.set(samplePriorPath(gate.logInitial, gate.transitions, model.states, length, stream), from)
    const previous: (number[] | null)[] = groups.map(() => null)
    for (let t = from; t < from + length; t++) {
      for (const [e, group] of groups.entries()) {
        const cells = experts[e]!.sample(states[t]!, stream, previous[e]!)
        previous[e] = cells
        if (group.kind === 'numbers') group.values.set(cells, t * group.dimension)
        else group.codes[t] = cells[0]!
      }
    }
  }
  const data: Encoded = {
    sequenceIds: lengths.map((_, s) => String(s + 1)),
    offsets,
    groups,
    labels: null,
    source: 'simulated',
    lines: Uint32Array.from({ length: steps }, (_, i) => i + 1),
  }
  return { data, states }
}
