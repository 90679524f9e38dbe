import { type Encoded, hideSteps, takeRanges, takeSequences, takeSteps } from '../encode/index.js'
import { explainImpossible, type Impossible } from '../evaluation/impossible.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import type { ModelEngine } from '../model/model-engine.js'
import { type Fold, needsPast, type SeesPast } from './fold.js'
import type { SearchData } from './problem.js'
import type { BlockUnit } from './units.js'

export interface UnitScore {
  /** Held-out log-likelihood, nats; −Infinity where the model rules the unit out. */
  readonly score: number
  readonly impossible: Impossible | null
}

/** log p of each held-out unit of a split, by a model of the fold's training part; known states are left free. */
export function scoreUnits(
  compiled: CompiledModel,
  engine: ModelEngine,
  fold: Fold,
  { plan }: SearchData,
  columns: SeesPast,
  split: number,
): UnitScore[] {
  const held = plan.splits[split]!.map((unit) => plan.units[unit]!)
  const half = plan.method === 'half-sampling' ? takeSteps(fold.encoded, fold.hidden) : null
  const sequences = held.flatMap((unit) => (unit.kind === 'sequences' ? unit.sequences : []))
  const ofSequence = scoreSequences(compiled, engine, half ?? fold.encoded, sequences)
  return held.map((unit) => {
    if (unit.kind === 'sequences') return sumOf(unit.sequences.map((s) => ofSequence.get(s)!))
    if (half !== null) return scoreHalfBlock(compiled, engine, half, fold, unit)
    return needsPast(columns)
      ? scoreGivenPast(compiled, engine, fold, unit)
      : scoreGivenRest(compiled, engine, fold, unit)
  })
}

/** The score of each of the sequences, by its number. */
function scoreSequences(
  compiled: CompiledModel,
  engine: ModelEngine,
  data: Encoded,
  sequences: readonly number[],
): ReadonlyMap<number, UnitScore> {
  if (engine.batch === undefined || sequences.length === 0)
    return new Map(sequences.map((s) => [s, logLikelihood(compiled, engine, data, s)]))
  const held = takeSequences(data, sequences)
  const { logLikelihoods, impossibleAt } = engine.batch.logLikelihoods(compiled, held, false)
  return new Map(
    sequences.map((s, i) => {
      const at = impossibleAt[i]!
      const impossible = at < 0 ? null : explainImpossible(compiled, held, i, at)
      return [s, { score: logLikelihoods[i]!, impossible }]
    }),
  )
}

function sumOf(scores: readonly UnitScore[]): UnitScore {
  return scores.reduce((sum, { score, impossible }) => ({
    score: sum.score + score,
    impossible: sum.impossible ?? impossible,
  }))
}

/** log p(rest and block) − log p(rest): in both the fold's other blocks, and all gaps, are missing. */
function scoreGivenRest(
  compiled: CompiledModel,
  engine: Engine,
  { encoded, hidden }: Fold,
  unit: BlockUnit,
): UnitScore {
  const start = encoded.offsets[unit.sequence]!
  const end = encoded.offsets[unit.sequence + 1]!
  const series = piece(encoded, unit, start, end)
  const others = hidden.slice(start, end)
  const rest = hideSteps(series, others)
  const both = hideSteps(series, others.fill(0, unit.from - start, unit.to - start))
  return difference(compiled, engine, both, rest)
}

/**
 * log p(past and block) − log p(past), the past being the contiguous visible piece before the block; a gap between them is
 * missing.
 */
function scoreGivenPast(
  compiled: CompiledModel,
  engine: Engine,
  { encoded, hidden }: Fold,
  unit: BlockUnit,
): UnitScore {
  const start = encoded.offsets[unit.sequence]!
  let end = unit.from
  while (end > start && hidden[end - 1] === 1) end--
  let past = end
  while (past > start && hidden[past - 1] === 0) past--
  if (past === end) return logLikelihood(compiled, engine, piece(encoded, unit, unit.from, unit.to), 0)
  const gap = new Uint8Array(unit.to - past).fill(1, end - past, unit.from - past)
  const both = hideSteps(piece(encoded, unit, past, unit.to), gap)
  return difference(compiled, engine, both, piece(encoded, unit, past, end))
}

/** Σ log p(x_t | x_{1:t−1}) over the block's steps of the held-out half, its past being that half alone. */
function scoreHalfBlock(
  compiled: CompiledModel,
  engine: Engine,
  half: Encoded,
  { encoded, hidden }: Fold,
  unit: BlockUnit,
): UnitScore {
  const before = countOf(hidden, encoded.offsets[unit.sequence]!, unit.from)
  const within = countOf(hidden, unit.from, unit.to)
  const upTo = half.offsets[unit.sequence]! + before + within
  const from = half.offsets[unit.sequence]!
  const both = piece(half, unit, from, upTo)
  if (before === 0) return logLikelihood(compiled, engine, both, 0)
  return difference(compiled, engine, both, piece(half, unit, from, from + before))
}

function countOf(flags: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) count += flags[i]!
  return count
}

function piece(encoded: Encoded, unit: BlockUnit, from: number, to: number): Encoded {
  return takeRanges(encoded, [{ from, to }], [encoded.sequenceIds[unit.sequence]!])
}

function difference(compiled: CompiledModel, engine: Engine, both: Encoded, rest: Encoded): UnitScore {
  const joint = logLikelihood(compiled, engine, both, 0)
  if (joint.impossible !== null) return joint
  return { score: joint.score - logLikelihood(compiled, engine, rest, 0).score, impossible: null }
}

function logLikelihood(compiled: CompiledModel, engine: Engine, data: Encoded, s: number): UnitScore {
  const found = engine.logLikelihood(compiled.toInferenceInputs(data, s).inputs)
  const impossible = found.impossibleAt < 0 ? null : explainImpossible(compiled, data, s, found.impossibleAt)
  return { score: found.logLikelihood, impossible }
}
