import type { SelectionScore } from '../config/schema.js'
import { takeSequences, takeSteps } from '../encode/index.js'
import { decode } from '../evaluation/decode.js'
import type { CompiledModel } from '../model/compile.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { Fold } from './fold.js'
import type { SearchData } from './problem.js'
import { rangesOf } from './units.js'

/** How well known states of the held-out units are told, z being free. */
export interface LabelScores {
  /**
   * [units of the split] accuracy and macro-F1: how many labelled steps have their label on the most probable path; log-loss:
   * Σ log p(z_t = label | x), nats (−Infinity where a label is ruled out).
   */
  readonly scores: number[]
  /** For macro-F1: of each unit, for each label that occurs in it, [label, right, predicted, true]. */
  readonly counts: number[][] | null
}

/**
 * Labels of held-out units by a model of the fold's training part. All x of a sequence is seen, as it is when labels are
 * predicted; its labels are not.
 */
export async function scoreLabels(
  compiled: CompiledModel,
  engine: ModelEngine,
  { encoded, hidden }: Fold,
  { data, plan }: SearchData,
  split: number,
  score: SelectionScore,
): Promise<LabelScores> {
  const held = plan.splits[split]!.map((unit) => plan.units[unit]!)
  const half = plan.method === 'half-sampling'
  const involved = [
    ...new Set(held.flatMap((unit) => (unit.kind === 'block' ? [unit.sequence] : unit.sequences))),
  ].sort((a, b) => a - b)
  const seen = half ? takeSteps(encoded, hidden) : takeSequences(encoded, involved)
  const method = score === 'log-loss' ? 'posterior' : 'viterbi'
  const decoded = await decode(compiled, seen, engine, { method, posterior: score === 'log-loss' })

  const placeOf = stepPlaces(data.offsets, half ? null : involved, hidden)
  const K = compiled.model.states
  const scores: number[] = []
  const counts: number[][] = []
  for (const unit of held) {
    let sum = 0
    const tally = new Map<number, [right: number, predicted: number, true_: number]>()
    const of = (label: number) => {
      const known = tally.get(label)
      if (known !== undefined) return known
      const fresh: [number, number, number] = [0, 0, 0]
      tally.set(label, fresh)
      return fresh
    }
    for (const { from, to } of rangesOf(unit, data.offsets)) {
      for (let i = from; i < to; i++) {
        const label = encoded.labels![i]!
        const place = placeOf[i]!
        if (label < 0 || place < 0) continue
        const state = decoded.states[place]!
        if (score === 'log-loss') {
          const p = decoded.posterior![place * K + label]!
          sum += Math.log(Number.isNaN(p) ? 0 : p)
        } else if (state === label) sum++
        of(label)[2]++
        if (state >= 0) of(state)[1]++
        if (state === label) of(label)[0]++
      }
    }
    scores.push(sum)
    counts.push([...tally].sort(([a], [b]) => a - b).flatMap(([label, row]) => [label, ...row]))
  }
  return { scores, counts: score === 'macro-f1' ? counts : null }
}

/** [N] where each step stands among those that were decoded; −1 for none. */
function stepPlaces(
  offsets: Uint32Array,
  sequences: readonly number[] | null,
  hidden: Uint8Array,
): Int32Array {
  const places = new Int32Array(hidden.length).fill(-1)
  let next = 0
  const all = sequences ?? Array.from({ length: offsets.length - 1 }, (_, s) => s)
  for (const s of all) {
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++)
      if (sequences !== null || hidden[i] === 1) places[i] = next++
  }
  return places
}
