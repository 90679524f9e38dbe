import { sharedFloat64, sharedInt32 } from '../data/shared-arrays.js'
import type { Encoded } from '../encode/encoded.js'
import type { Engine, Filtered } from '../inference/engine.js'
import { effectiveNumber } from '../math/effective-number.js'
import { mostProbable } from '../math/most-probable.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import type {
  BatchEffectiveStates,
  BatchEngine,
  BatchFiltered,
  BatchLikelihoods,
  BatchPaths,
  BatchPosteriors,
  Expectation,
  ModelEngine,
} from '../model/model-engine.js'
import type { Statistics } from '../model/statistics.js'
import { expectationOf } from '../training/expectation.js'
import type { FilterOutput } from './filter-rows.js'
import { addHalves } from './halves.js'
import { type Kept, keptWidth } from './parts/keeper.js'
import { compactModel } from './program.js'
import { bySequence, leftOver, Sessions, type Team } from './session.js'

/**
 * The compiled kernel on all threads of a team. What it does not know (an unusual gate, states expanded by symbols) or does not
 * trust (underflow that may have mattered, sequences of probability 0) goes to `reference`.
 */
export function kernelBatch(team: Team, reference: Engine): BatchEngine {
  const sessions = new Sessions(team)

  /** Smoothed marginals, or what is kept of them: `out` [N][width]. */
  function keepPosteriors(compiled: CompiledModel, data: Encoded, clamp: boolean, kept: Kept) {
    const sequences = everySequence(data)
    const { states } = compiled.model
    const width = keptWidth(kept, states)
    const out = sharedFloat64(data.offsets.at(-1)! * width)
    const logLikelihoods = new Float64Array(sequences.length)
    const impossibleAt = new Int32Array(sequences.length).fill(-1)
    const model = compactModel(compiled)
    const found = sessions.open(compiled, model, data, clamp, false)
    if (found !== null) {
      sessions.everywhere(found, { type: 'posteriors', model, kept, out }, compiled)
      logLikelihoods.set(bySequence(found))
    }
    const ask = askSequences(compiled, reference, data, clamp)
    for (const s of found === null ? sequences : leftOver(found)) {
      const result = ask.smooth(s)
      logLikelihoods[s] = result.logLikelihood
      impossibleAt[s] = result.impossibleAt
      const [from, to] = [data.offsets[s]!, data.offsets[s + 1]!]
      if (result.impossibleAt >= 0) out.fill(Number.NaN, from * width, to * width)
      else if (kept === 'posteriors')
        out.set(result.smoothed.subarray(0, (to - from) * states), from * states)
      else
        for (let i = from; i < to; i++) out[i] = effectiveNumber(result.smoothed, (i - from) * states, states)
    }
    return { out, logLikelihoods, impossibleAt }
  }

  return {
    expectation(compiled, data, statistics): Expectation {
      const model = compactModel(compiled)
      const found = sessions.open(compiled, model, data, true, true)
      if (found === null) return expectationOf(compiled, data, everySequence(data), reference, statistics)
      found.statistics.fill(0)
      sessions.everywhere(found, { type: 'expectation', model }, compiled)
      const halves = new Float64Array(statistics.values.length)
      addHalves(team, found, found.plan.halves, compiled, model, halves)
      const left = leftOver(found)
      // Pieces of a memoryless sequence cannot be taken out again.
      if (left.length > 0 && found.program.gate.kind === 'independent')
        return expectationOf(compiled, data, everySequence(data), reference, statistics)
      addSlots(found.statistics, statistics)
      addSlots(halves, statistics)
      const others = expectationOf(compiled, data, left, reference, statistics)
      const sums = bySequence(found)
      for (const sequence of left) sums[sequence] = 0
      const logLikelihood = sums.reduce((a, b) => a + b, others.logLikelihood)
      return { logLikelihood, impossible: others.impossible }
    },

    logLikelihoods(compiled, data, clamp): BatchLikelihoods {
      const sequences = everySequence(data)
      const logLikelihoods = new Float64Array(sequences.length)
      const impossibleAt = new Int32Array(sequences.length).fill(-1)
      const model = compactModel(compiled)
      const found = sessions.open(compiled, model, data, clamp, false)
      if (found !== null) {
        sessions.everywhere(found, { type: 'likelihoods', model }, compiled)
        logLikelihoods.set(bySequence(found))
      }
      for (const s of found === null ? sequences : leftOver(found)) {
        const result = reference.logLikelihood(compiled.toInferenceInputs(data, s, clamp).inputs)
        logLikelihoods[s] = result.logLikelihood
        impossibleAt[s] = result.impossibleAt
      }
      return { logLikelihoods, impossibleAt }
    },

    smooth(compiled, data, clamp): BatchPosteriors {
      const { out: posteriors, ...found } = keepPosteriors(compiled, data, clamp, 'posteriors')
      return { posteriors, ...found }
    },

    effectiveStates(compiled, data, clamp): BatchEffectiveStates {
      const { out: effective, ...found } = keepPosteriors(compiled, data, clamp, 'effective')
      return { effective, ...found }
    },

    filter(compiled, data, clamp, marginals): BatchFiltered | null {
      const model = compactModel(compiled)
      const found = sessions.open(compiled, model, data, clamp, false)
      if (found === null || found.program.gate.kind !== 'chain' || found.program.gate.delicate) return null
      const { states: K } = compiled.model
      const N = data.offsets.at(-1)!
      const output = {
        logPredictive: sharedFloat64(N),
        states: sharedInt32(N),
        filtered: marginals ? sharedFloat64(N * K) : null,
      }
      sessions.everywhere(found, { type: 'filter', model, output }, compiled)
      const logLikelihoods = bySequence(found)
      const impossibleAt = new Int32Array(logLikelihoods.length).fill(-1)
      const ask = askSequences(compiled, reference, data, clamp)
      for (const s of leftOver(found)) {
        const result = ask.filter(s)
        logLikelihoods[s] = result.logLikelihood
        impossibleAt[s] = result.impossibleAt
        writeFiltered(output, result, data.offsets[s]!, data.offsets[s + 1]!, K)
      }
      return { ...output, logLikelihoods, impossibleAt }
    },

    bestPaths(compiled, data, clamp): BatchPaths | null {
      const { gate } = compiled
      if (gate === null) return null
      const few = gate.transitions.kind === 'identity' || gate.transitions.kind === 'sparse'
      if (few) return null
      const model = compactModel(compiled)
      const found = sessions.open(compiled, model, data, clamp, false)
      if (found === null || found.program.gate.kind !== 'chain' || found.others.length > 0) return null
      const paths = sharedInt32(data.offsets.at(-1)!)
      sessions.everywhere(found, { type: 'paths', model, paths }, compiled)
      const logProbabilities = bySequence(found)
      for (const s of leftOver(found)) {
        const result = reference.bestPath(compiled.toInferenceInputs(data, s, clamp).inputs)
        logProbabilities[s] = result.logProbability
        if (result.path.length === 0) paths.fill(-1, data.offsets[s], data.offsets[s + 1])
        else paths.set(result.path, data.offsets[s])
      }
      return { paths, logProbabilities }
    },
  }
}

/** The reference engine, with the compiled kernel for work over whole data sets. */
export function createKernelEngine(team: Team, reference: Engine): ModelEngine {
  const routines = {
    logLikelihood: reference.logLikelihood.bind(reference),
    filter: reference.filter.bind(reference),
    smooth: reference.smooth.bind(reference),
    pairwise: reference.pairwise.bind(reference),
    bestPath: reference.bestPath.bind(reference),
    bestPaths: reference.bestPaths.bind(reference),
    samplePaths: reference.samplePaths.bind(reference),
  }
  return { name: 'kernel', ...routines, batch: kernelBatch(team, reference) }
}

/** What the reference found out about the sequence in rows from … to − 1. */
function writeFiltered(output: FilterOutput, found: Filtered, from: number, to: number, K: number): void {
  const { logPredictive, states, filtered } = output
  if (found.impossibleAt >= 0) {
    logPredictive.fill(Number.NaN, from, to)
    states.fill(-1, from, to)
    filtered?.fill(Number.NaN, from * K, to * K)
    return
  }
  logPredictive.set(found.logPredictive.subarray(0, to - from), from)
  filtered?.set(found.filtered.subarray(0, (to - from) * K), from * K)
  for (let i = from; i < to; i++) states[i] = mostProbable(found.filtered, (i - from) * K, K)
}

function everySequence(data: Encoded): number[] {
  return Array.from({ length: data.offsets.length - 1 }, (_, s) => s)
}

function addSlots(slots: Float64Array, { values }: Statistics): void {
  for (let from = 0; from < slots.length; from += values.length)
    for (let i = 0; i < values.length; i++) values[i]! += slots[from + i]!
}
