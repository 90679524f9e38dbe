import type { Encoded, EncodedGroup, EncodingPlan } from '../encode/encoded.js'
import { samplePriorPath } from '../inference/index.js'
import type { CompiledModel } from '../model/compile.js'
import type { Random } from '../random.js'
import type { Simulated } from './simulate.js'

/**
 * Draws the targets of networks anew for the inputs of the data: z from the gate, then each sequence from its experts; step by step
 * where the gate sees what was drawn.
 */
export function simulateGiven(
  { model, gateAlong, walkOf, experts }: CompiledModel,
  data: Encoded,
  random: Random,
): Simulated {
  const steps = data.offsets.at(-1)!
  const states = new Int32Array(steps)
  const groups = data.groups.map(
    (group): EncodedGroup =>
      group.kind === 'numbers'
        ? { ...group, values: new Float64Array(group.values.length) }
        : { ...group, codes: new Int32Array(group.codes.length) },
  )
  const drawn = { ...data, groups }
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const stream = random.split('sequence', s)
    const walk = walkOf(drawn, s)
    if (walk !== null) {
      for (let t = from; t < to; t++) {
        const { law, state } = walk.next(t - from)
        states[t] = stream.index(law)
        const step = { from: t, to: t + 1 }
        for (const [e, group] of groups.entries())
          experts[e]!.given!.sample(group, { from, to }, step, states.subarray(t), stream, state)
      }
      continue
    }
    const { logInitial, transitions } = gateAlong(data, s)
    const path = samplePriorPath(logInitial, transitions, model.states, to - from, stream)
    states.set(path, from)
    for (const [e, group] of groups.entries())
      experts[e]!.given!.sample(group, { from, to }, { from, to }, path, stream)
  }
  return { data: { ...data, groups, labels: null }, states }
}

/** Sequences of the given lengths without content, for networks that see nothing but the step before. */
export function emptyData(plan: EncodingPlan, lengths: readonly number[]): Encoded {
  const offsets = Uint32Array.from([0, ...lengths])
  for (let s = 1; s < offsets.length; s++) offsets[s]! += offsets[s - 1]!
  const steps = offsets[lengths.length]!
  return {
    sequenceIds: lengths.map((_, s) => String(s + 1)),
    offsets,
    groups: plan.groups.map((group): EncodedGroup => {
      const inputs = group.inputs === undefined ? {} : { inputs: [] }
      return group.kind === 'numbers'
        ? {
            kind: 'numbers',
            dimension: group.columns.length,
            values: new Float64Array(steps * group.columns.length),
            ...inputs,
          }
        : { kind: 'symbols', symbols: group.symbols.length, codes: new Int32Array(steps), ...inputs }
    }),
    labels: null,
    source: 'simulated',
    lines: Uint32Array.from({ length: steps }, (_, i) => i + 1),
  }
}
