import { type Encoded, hideSteps, takeRanges } from '../encode/index.js'
import { explainImpossible, type Impossible } from '../evaluation/impossible.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import type { Fold } from './fold.js'
import type { BlockUnit, Unit } from './units.js'

export interface UnitScore {
  /** Held-out log-likelihood, nats; −Infinity where the model rules the unit out. */
  readonly score: number
  readonly impossible: Impossible | null
}

/** How a block is scored: given all the rest, or given its past only (x_{t−1} is an input). */
export type BlockScoring = 'given-rest' | 'given-past'

/** log p(held-out unit) by a model of the fold's training part; known states are left free. */
export function scoreUnit(
  compiled: CompiledModel,
  engine: Engine,
  fold: Fold,
  unit: Unit,
  scoring: BlockScoring,
): UnitScore {
  if (unit.kind === 'sequences') return scoreSequences(compiled, engine, fold, unit.sequences)
  return scoring === 'given-rest'
    ? scoreGivenRest(compiled, engine, fold, unit)
    : scoreGivenPast(compiled, engine, fold, unit)
}

function scoreSequences(
  compiled: CompiledModel,
  engine: Engine,
  fold: Fold,
  sequences: readonly number[],
): UnitScore {
  let score = 0
  for (const s of sequences) {
    const found = logLikelihood(compiled, engine, fold.encoded, s)
    if (found.impossible !== null) return found
    score += found.score
  }
  return { score, impossible: null }
}

/** log p(rest and block) − log p(rest): in both the fold's other blocks are missing. */
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

/** log p(past and block) − log p(past), the past being the contiguous visible piece just before the block. */
function scoreGivenPast(
  compiled: CompiledModel,
  engine: Engine,
  { encoded, hidden }: Fold,
  unit: BlockUnit,
): UnitScore {
  const start = encoded.offsets[unit.sequence]!
  let past = unit.from
  while (past > start && hidden[past - 1] === 0) past--
  const both = piece(encoded, unit, past, unit.to)
  if (past === unit.from) return logLikelihood(compiled, engine, both, 0)
  return difference(compiled, engine, both, piece(encoded, unit, past, unit.from))
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
