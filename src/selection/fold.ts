import {
  type Encoded,
  type EncodingPlan,
  encode,
  hideSteps,
  labelsOf,
  makeEncodingPlan,
  type StepRange,
  takeRanges,
  takeSequences,
} from '../encode/index.js'
import type { Warning } from '../errors.js'
import type { SearchProblem } from './problem.js'
import { rangesOf } from './units.js'

/** The data of one split as its models see them. */
export interface Fold {
  /** Learnt from the training part alone. */
  readonly plan: EncodingPlan
  /** All the data, encoded by that plan. */
  readonly encoded: Encoded
  /** [N] 1 where the step is held out. */
  readonly hidden: Uint8Array
  /** What a model is fitted to. */
  readonly training: Encoded
  /** Symbols and labels that the training part never saw. */
  readonly warnings: readonly Warning[]
}

/**
 * By sequence, the training part is the other sequences. By block, the held-out blocks are missing; where the symbol
 * before is an input (order 1), the series is cut there instead and each piece is a sequence of its own.
 */
export function makeFold(problem: SearchProblem, split: number): Fold {
  const { data, experts, plan: splits } = problem
  const hidden = new Uint8Array(data.offsets.at(-1)!)
  for (const unit of splits.splits[split]!) {
    for (const { from, to } of rangesOf(splits.units[unit]!, data.offsets)) hidden.fill(1, from, to)
  }
  const visible = hidden.map((h) => 1 - h)
  // Names of states are known in advance; everything that is estimated comes from the training part.
  const plan = makeEncodingPlan(data, experts, { visible, labels: labelsOf(data) })
  const { encoded, warnings } = encode(data, plan)
  return { plan, encoded, hidden, training: trainingPart(problem, encoded, hidden), warnings }
}

function trainingPart(problem: SearchProblem, encoded: Encoded, hidden: Uint8Array): Encoded {
  const { offsets, sequenceIds } = encoded
  if (problem.plan.by === 'sequence') {
    const kept = [...sequenceIds.keys()].filter((s) => hidden[offsets[s]!] === 0)
    return takeSequences(encoded, kept)
  }
  if (!needsPast(problem)) return hideSteps(encoded, hidden)
  const pieces = sequenceIds.flatMap((id, s) =>
    visibleRanges(hidden, offsets[s]!, offsets[s + 1]!).map((range) => ({ id, range })),
  )
  return takeRanges(
    encoded,
    pieces.map(({ range }) => range),
    pieces.map(({ id }) => id),
  )
}

/** Whether some expert takes x_{t−1} as an input, so that a missing block would have to be summed over. */
export function needsPast({ experts }: SearchProblem): boolean {
  return experts.some(({ config }) => config.family === 'categorical' && config.order === 1)
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
