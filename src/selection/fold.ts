import type { ModelConfig } from '../config/schema.js'
import {
  type Encoded,
  type EncodingPlan,
  encode,
  hideSteps,
  labelsOf,
  type ModelColumns,
  makeEncodingPlan,
  type StepRange,
  takeRanges,
  takeSequences,
  takeSteps,
} from '../encode/index.js'
import type { Warning } from '../errors.js'
import type { SearchData } from './problem.js'
import { rangesOf } from './units.js'

/** The data of one split as its models see them. */
export interface Fold {
  /** Learnt from the training part alone. */
  readonly plan: EncodingPlan
  /** All the data, encoded by that plan. */
  readonly encoded: Encoded
  /** [N] 1 where the step is held out, or stands in a gap beside a held-out block. */
  readonly hidden: Uint8Array
  /** What a model is fitted to. */
  readonly training: Encoded
  /** Symbols and labels that the training part never saw. */
  readonly warnings: readonly Warning[]
}

/**
 * By sequence or group, the training part is the other sequences. By block, the held-out blocks (and gaps) are missing; where
 * the step before is an input (order 1, a recurrent gate), the series is cut there instead and each piece is a sequence of its own. With
 * half-sampling it is every other step, closed up.
 */
export function makeFold({ data, plan: splits }: SearchData, columns: SeesPast, split: number): Fold {
  const hidden = hiddenSteps(data.offsets, splits, split)
  const visible = hidden.map((h) => 1 - h)
  // Names of states are known in advance; everything that is estimated comes from the training part.
  const plan = makeEncodingPlan(data, columns, { visible, labels: labelsOf(data) })
  const { encoded, warnings } = encode(data, plan)
  const training =
    splits.method === 'half-sampling'
      ? takeSteps(encoded, visible)
      : splits.by === 'block'
        ? withoutBlocks(encoded, hidden, columns)
        : withoutSequences(encoded, hidden)
  return { plan, encoded, hidden, training, warnings }
}

function hiddenSteps(offsets: Uint32Array, plan: SearchData['plan'], split: number): Uint8Array {
  const hidden = new Uint8Array(offsets.at(-1)!)
  if (plan.method === 'half-sampling') {
    for (let s = 0; s + 1 < offsets.length; s++)
      for (let i = offsets[s]! + split; i < offsets[s + 1]!; i += 2) hidden[i] = 1
    return hidden
  }
  for (const u of plan.splits[split]!) {
    const unit = plan.units[u]!
    for (const { from, to } of rangesOf(unit, offsets)) {
      if (unit.kind !== 'block') hidden.fill(1, from, to)
      else {
        const start = offsets[unit.sequence]!
        const end = offsets[unit.sequence + 1]!
        hidden.fill(1, Math.max(start, from - plan.gap), Math.min(end, to + plan.gap))
      }
    }
  }
  return hidden
}

function withoutSequences(encoded: Encoded, hidden: Uint8Array): Encoded {
  const { offsets, sequenceIds } = encoded
  const kept = [...sequenceIds.keys()].filter((s) => hidden[offsets[s]!] === 0)
  return takeSequences(encoded, kept)
}

function withoutBlocks(encoded: Encoded, hidden: Uint8Array, columns: SeesPast): Encoded {
  if (!needsPast(columns)) return hideSteps(encoded, hidden)
  const { offsets, sequenceIds } = encoded
  const pieces = sequenceIds.flatMap((id, s) =>
    visibleRanges(hidden, offsets[s]!, offsets[s + 1]!).map((range) => ({ id, range })),
  )
  return takeRanges(
    encoded,
    pieces.map(({ range }) => range),
    pieces.map(({ id }) => id),
  )
}

/** The part of a candidate that says what sees the past. */
export interface SeesPast extends ModelColumns {
  readonly model: Pick<ModelConfig, 'gate'>
}

/** Whether an expert or the gate takes x_{t−1} as an input, so that a missing block would have to be summed over. */
export function needsPast({ experts, gate = [], model }: SeesPast): boolean {
  const modelled = experts.flatMap(({ columns }) => columns)
  if (model.gate === 'recurrent' || gate.some(({ name }) => modelled.includes(name))) return true
  return experts.some(({ config, columns, inputs = [] }) => {
    if (config.family === 'neural')
      return config.inputs.includes('previous') || inputs.some(({ name }) => columns.includes(name))
    return config.family === 'categorical' && config.order === 1
  })
}

/** The maximal runs of steps from ≤ i < to that are not hidden. */
export function visibleRanges(hidden: Uint8Array, from: number, to: number): StepRange[] {
  const ranges: StepRange[] = []
  for (let i = from; i < to; i++) {
    if (hidden[i] === 1) continue
    const start = i
    while (i < to && hidden[i] === 0) i++
    ranges.push({ from: start, to: i })
  }
  return ranges
}
