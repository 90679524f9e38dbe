import { sharedFloat64, sharedInt32 } from '../data/shared-arrays.js'
import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import { needsExpansion } from '../model/expand/detect.js'
import { askSequences } from '../model/infer.js'
import type {
  BatchEngine,
  BatchLikelihoods,
  BatchPaths,
  BatchPosteriors,
  Expectation,
  ModelEngine,
} from '../model/model-engine.js'
import { type Statistics, statisticsLengths } from '../model/statistics.js'
import { expectationOf } from '../training/expectation.js'
import { addHalves, HALF_SLOTS } from './halves.js'
import { type Plan, planWork } from './plan.js'
import { type CompactModel, compactModel, makeProgram, type Program } from './program.js'
import type { Likelihoods } from './shard-runner.js'
import type { Command, Reply } from './thread-work.js'

/** Threads that carry out commands at the same time; entry 0 of `commands` is for the calling thread. */
export interface Team {
  /** How many there are now; more may come. */
  readonly threads: number
  /** Says how much work a round will be, in multiply-adds. */
  expectWork(multiplyAdds: number): void
  run(commands: readonly Command[], ask: CompiledModel['experts']): Reply[]
  close(): void
}

/** A data set as it was cut and handed out. */
interface Session {
  readonly data: Encoded
  readonly key: string
  readonly program: Program
  readonly plan: Plan
  /** Sequences for the reference engine. */
  readonly others: readonly number[]
  readonly threads: number
  /** How many threads there were to choose from. */
  readonly available: number
  readonly statistics: Float64Array
  readonly likelihoods: Likelihoods
}

/**
 * The compiled kernel on all threads of a team. What it does not know (an unusual gate, states expanded by symbols) or does not
 * trust (underflow that may have mattered, sequences of probability 0) goes to `reference`.
 */
export function kernelBatch(team: Team, reference: Engine): BatchEngine {
  let session: Session | null = null

  function open(
    compiled: CompiledModel,
    model: CompactModel,
    data: Encoded,
    clamp: boolean,
    split: boolean,
  ): Session | null {
    const program = makeProgram(model, data, clamp, compiled.experts)
    if (program === null) return null
    const { gate } = program
    const key = [program.key, program.states, gate.kind, gate.entries.length, clamp, split].join(' ')
    if (session?.data === data && session.key === key && session.available === team.threads) return session
    const others: number[] = []
    for (let s = 0; s + 1 < data.offsets.length; s++)
      if (needsExpansion(compiled.experts, data, data.offsets[s]!, data.offsets[s + 1]!).length > 0)
        others.push(s)
    const lengths = statisticsLengths(compiled.model)
    const size = lengths.reduce((a, b) => a + b, 0)
    const plan = planWork(data.offsets, program, new Set(others), split, size)
    team.expectWork(plan.work)
    const available = team.threads
    const threads = program.asks
      ? 1
      : Math.min(available, Math.max(plan.shards.length, plan.halves.length > 0 ? 2 : 1))
    const pieces = plan.pieces.length
    const slots = plan.shards.length + (plan.halves.length > 0 ? 2 * HALF_SLOTS : 0)
    session = {
      data,
      key,
      program,
      plan,
      others,
      threads,
      available,
      statistics: sharedFloat64(slots * size),
      likelihoods: {
        logLikelihoods: sharedFloat64(pieces),
        failed: sharedInt32(pieces),
      },
    }
    const { statistics, likelihoods } = session
    const commands = Array.from(
      { length: threads },
      (_, thread): Command => ({
        type: 'attach',
        data: { groups: data.groups, labels: data.labels },
        clamp,
        model,
        shards: plan.shards.flatMap((items, slot) => (slot % threads === thread ? [{ slot, items }] : [])),
        lengths,
        statistics,
        likelihoods,
      }),
    )
    team.run(commands, compiled.experts)
    return session
  }

  /** The same command for every thread that has a share. */
  function everywhere({ threads, likelihoods }: Session, command: Command, compiled: CompiledModel): void {
    likelihoods.logLikelihoods.fill(0)
    likelihoods.failed.fill(0)
    team.run(new Array<Command>(threads).fill(command), compiled.experts)
  }

  /** Sequences that were never handed out, and those of which a piece failed, in order. */
  function leftOver({ others, likelihoods, plan }: Session): number[] {
    const failed = plan.pieces.filter((_, piece) => likelihoods.failed[piece] === 1)
    return [...new Set([...others, ...failed])].sort((a, b) => a - b)
  }

  /** [S] the sum over the pieces of each sequence. */
  function bySequence({ data, plan, likelihoods }: Session): Float64Array {
    const sums = new Float64Array(data.offsets.length - 1)
    for (const [piece, s] of plan.pieces.entries()) sums[s]! += likelihoods.logLikelihoods[piece]!
    return sums
  }

  function everySequence(data: Encoded): number[] {
    return Array.from({ length: data.offsets.length - 1 }, (_, s) => s)
  }

  return {
    expectation(compiled, data, statistics): Expectation {
      const model = compactModel(compiled)
      const found = open(compiled, model, data, true, true)
      if (found === null) return expectationOf(compiled, data, everySequence(data), reference, statistics)
      found.statistics.fill(0)
      everywhere(found, { type: 'expectation', model }, compiled)
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
      const found = open(compiled, model, data, clamp, false)
      if (found !== null) {
        everywhere(found, { type: 'likelihoods', model }, compiled)
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
      const sequences = everySequence(data)
      const { states } = compiled.model
      const posteriors = sharedFloat64(data.offsets.at(-1)! * states)
      const logLikelihoods = new Float64Array(sequences.length)
      const impossibleAt = new Int32Array(sequences.length).fill(-1)
      const model = compactModel(compiled)
      const found = open(compiled, model, data, clamp, false)
      if (found !== null) {
        everywhere(found, { type: 'posteriors', model, posteriors }, compiled)
        logLikelihoods.set(bySequence(found))
      }
      const ask = askSequences(compiled, reference, data, clamp)
      for (const s of found === null ? sequences : leftOver(found)) {
        const result = ask.smooth(s)
        logLikelihoods[s] = result.logLikelihood
        impossibleAt[s] = result.impossibleAt
        const [from, to] = [data.offsets[s]! * states, data.offsets[s + 1]! * states]
        if (result.impossibleAt >= 0) posteriors.fill(Number.NaN, from, to)
        else posteriors.set(result.smoothed.subarray(0, to - from), from)
      }
      return { posteriors, logLikelihoods, impossibleAt }
    },

    bestPaths(compiled, data, clamp): BatchPaths | null {
      const { gate } = compiled
      const few = gate.transitions.kind === 'identity' || gate.transitions.kind === 'sparse'
      if (few) return null
      const model = compactModel(compiled)
      const found = open(compiled, model, data, clamp, false)
      if (found === null || found.program.gate.kind !== 'chain' || found.others.length > 0) return null
      const paths = sharedInt32(data.offsets.at(-1)!)
      everywhere(found, { type: 'paths', model, paths }, compiled)
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
    samplePath: reference.samplePath.bind(reference),
  }
  return { name: 'kernel', ...routines, batch: kernelBatch(team, reference) }
}

function addSlots(slots: Float64Array, { values }: Statistics): void {
  for (let from = 0; from < slots.length; from += values.length)
    for (let i = 0; i < values.length; i++) values[i]! += slots[from + i]!
}
