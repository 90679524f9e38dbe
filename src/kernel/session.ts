import { sharedFloat64, sharedInt32 } from '../data/shared-arrays.js'
import type { Encoded } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import { needsExpansion } from '../model/expand/detect.js'
import { statisticsLengths } from '../model/statistics.js'
import { HALF_SLOTS } from './halves.js'
import { type Plan, planWork } from './plan.js'
import { type CompactModel, makeProgram, type Program } from './program.js'
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
export interface Session {
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

/** Keeps the last session of a team: work on the same data goes on where it is. */
export class Sessions {
  #last: Session | null = null

  constructor(readonly team: Team) {}

  /** null where the compiled code does not know the model. */
  open(
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
    const { team } = this
    const last = this.#last
    if (last?.data === data && last.key === key && last.available === team.threads) return last
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
    const session: Session = {
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
    this.#last = session
    return session
  }

  /** The same command for every thread that has a share. */
  everywhere({ threads, likelihoods }: Session, command: Command, compiled: CompiledModel): void {
    likelihoods.logLikelihoods.fill(0)
    likelihoods.failed.fill(0)
    this.team.run(new Array<Command>(threads).fill(command), compiled.experts)
  }
}

/** Sequences that were never handed out, and those of which a piece failed, in order. */
export function leftOver({ others, likelihoods, plan }: Session): number[] {
  const failed = plan.pieces.filter((_, piece) => likelihoods.failed[piece] === 1)
  return [...new Set([...others, ...failed])].sort((a, b) => a - b)
}

/** [S] the sum over the pieces of each sequence. */
export function bySequence({ data, plan, likelihoods }: Session): Float64Array {
  const sums = new Float64Array(data.offsets.length - 1)
  for (const [piece, s] of plan.pieces.entries()) sums[s]! += likelihoods.logLikelihoods[piece]!
  return sums
}
