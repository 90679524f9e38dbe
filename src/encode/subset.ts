import { sharedCopy, sharedFloat64, sharedInt32, sharedUint32 } from '../data/shared-arrays.js'
import type { Encoded, EncodedGroup } from './encoded.js'
import { MISSING } from './encoded.js'

/** The given sequences (by number, in the order given) as a data set of their own. */
export function takeSequences(data: Encoded, sequences: readonly number[]): Encoded {
  const ranges = sequences.map((s) => ({ from: data.offsets[s]!, to: data.offsets[s + 1]! }))
  return takeRanges(
    data,
    ranges,
    sequences.map((s) => data.sequenceIds[s]!),
  )
}

export interface StepRange {
  readonly from: number
  readonly to: number
}

/** The given ranges of steps, each a sequence of its own. */
export function takeRanges(
  data: Encoded,
  ranges: readonly StepRange[],
  sequenceIds: readonly string[],
): Encoded {
  const offsets = sharedUint32(ranges.length + 1)
  for (const [i, { from, to }] of ranges.entries()) offsets[i + 1] = offsets[i]! + to - from
  const steps = offsets[ranges.length]!
  const copy = <A extends Float64Array | Int32Array | Uint32Array>(
    source: A,
    target: A,
    width: number,
  ): A => {
    for (const [i, { from, to }] of ranges.entries())
      target.set(source.subarray(from * width, to * width) as never, offsets[i]! * width)
    return target
  }
  const take = (group: EncodedGroup) => takeGroup(group, steps, copy)
  return {
    sequenceIds,
    offsets,
    groups: data.groups.map(take),
    ...(data.gate && { gate: data.gate.map(take) }),
    labels: data.labels && copy(data.labels, sharedInt32(steps), 1),
    source: data.source,
    lines: copy(data.lines, sharedUint32(steps), 1),
  }
}

/** The kept cells of a group and of what a network sees beside them. `copy` writes the kept steps of a source to a target. */
function takeGroup(
  group: EncodedGroup,
  steps: number,
  copy: <A extends Float64Array | Int32Array | Uint32Array>(source: A, target: A, width: number) => A,
): EncodedGroup {
  const { inputs } = group
  return {
    ...(group.kind === 'numbers'
      ? { ...group, values: copy(group.values, sharedFloat64(steps * group.dimension), group.dimension) }
      : { ...group, codes: copy(group.codes, sharedInt32(steps), 1) }),
    ...(inputs === undefined ? {} : { inputs: inputs.map((input) => takeGroup(input, steps, copy)) }),
  }
}

/** The steps with `kept` = 1, those of a sequence closed up; a sequence that keeps none stays, empty. */
export function takeSteps(data: Encoded, kept: Uint8Array): Encoded {
  const sequences = data.sequenceIds.length
  const offsets = sharedUint32(sequences + 1)
  for (let s = 0; s < sequences; s++) {
    let length = 0
    for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++) length += kept[i]!
    offsets[s + 1] = offsets[s]! + length
  }
  const steps = offsets[sequences]!
  const copy = <A extends Float64Array | Int32Array | Uint32Array>(
    source: A,
    target: A,
    width: number,
  ): A => {
    for (let i = 0, to = 0; i < kept.length; i++) {
      if (kept[i] !== 1) continue
      for (let d = 0; d < width; d++) target[to * width + d] = source[i * width + d]!
      to++
    }
    return target
  }
  const take = (group: EncodedGroup) => takeGroup(group, steps, copy)
  return {
    ...data,
    offsets,
    groups: data.groups.map(take),
    ...(data.gate && { gate: data.gate.map(take) }),
    labels: data.labels && copy(data.labels, sharedInt32(steps), 1),
    lines: copy(data.lines, sharedUint32(steps), 1),
  }
}

/** The same data with the cells (and labels) of some steps missing; what networks see stays. `hidden` is [N], 1 where hidden. */
export function hideSteps(data: Encoded, hidden: Uint8Array): Encoded {
  const groups = data.groups.map((group): EncodedGroup => {
    if (group.kind === 'symbols') return { ...group, codes: withHidden(group.codes, hidden, MISSING) }
    const width = group.dimension
    const values = sharedCopy(group.values)
    for (let i = 0; i < hidden.length; i++)
      if (hidden[i] === 1) values.fill(Number.NaN, i * width, (i + 1) * width)
    return { ...group, values }
  })
  return {
    ...data,
    groups,
    labels: data.labels && withHidden(data.labels, hidden, -1),
  }
}

function withHidden(codes: Int32Array, hidden: Uint8Array, code: number): Int32Array {
  const result = sharedCopy(codes)
  for (let i = 0; i < hidden.length; i++) if (hidden[i] === 1) result[i] = code
  return result
}

/** Number of steps with at least one observed cell: the n of BIC, and what "per step" divides by. */
export function observedSteps(data: Encoded, from = 0, to = data.offsets[data.offsets.length - 1]!): number {
  let count = 0
  for (let i = from; i < to; i++) if (isObserved(data, i)) count++
  return count
}

export function isObserved(data: Encoded, step: number): boolean {
  return data.groups.some((group) => {
    if (group.kind === 'symbols') return group.codes[step] !== MISSING
    for (let d = 0; d < group.dimension; d++)
      if (!Number.isNaN(group.values[step * group.dimension + d]!)) return true
    return false
  })
}
