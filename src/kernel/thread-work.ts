import type { Encoded } from '../encode/encoded.js'
import type { CompiledExpert } from '../model/expert.js'
import { viewStatistics } from '../model/statistics.js'
import type { FilterOutput } from './filter-rows.js'
import type { Layout } from './kernel.js'
import { type Kept, keeperPart } from './parts/keeper.js'
import type { Stretch } from './parts/part.js'
import type { Item } from './plan.js'
import { type CompactModel, makeProgram, type Program, withDirectDensities } from './program.js'
import { type Boundary, type Likelihoods, ShardRunner } from './shard-runner.js'

/** What one thread is told; plain data, so that it can be sent to another. Arrays are shared between threads. */
export type Command =
  | ({ readonly type: 'attach' } & Attachment)
  | { readonly type: 'expectation'; readonly model: CompactModel }
  | { readonly type: 'likelihoods'; readonly model: CompactModel }
  | {
      readonly type: 'posteriors'
      readonly model: CompactModel
      readonly kept: Kept
      /** [N][width] */
      readonly out: Float64Array
    }
  | { readonly type: 'filter'; readonly model: CompactModel; readonly output: FilterOutput }
  | { readonly type: 'paths'; readonly model: CompactModel; readonly paths: Int32Array }
  | { readonly type: 'begin-halves'; readonly model: CompactModel; readonly halves: readonly Half[] }
  | { readonly type: 'finish-halves'; readonly terminals: readonly Float64Array[] }

/** A half of a cut sequence, and the slot that its statistics are added to. */
export interface Half {
  readonly stretch: Stretch
  readonly slot: number
}

/** A data set and this thread's share of it. */
export interface Attachment {
  readonly data: Pick<Encoded, 'groups' | 'labels'>
  readonly clamp: boolean
  readonly model: CompactModel
  /** This thread's shards: slot number and items. */
  readonly shards: readonly { readonly slot: number; readonly items: readonly Item[] }[]
  /** Lengths of the statistics of the gate and of each expert. */
  readonly lengths: readonly number[]
  /** [slots][Σ lengths] */
  readonly statistics: Float64Array
  readonly likelihoods: Likelihoods
}

export type Reply =
  | { readonly type: 'done' }
  | { readonly type: 'boundaries'; readonly boundaries: readonly Boundary[] }
  | { readonly type: 'sound'; readonly sound: readonly boolean[] }

const done: Reply = { type: 'done' }

/** Carries out commands on one thread. */
export class ThreadWork {
  readonly #runner: ShardRunner
  #attached: Attachment | null = null
  #halves: readonly Half[] = []

  /** @param budget bytes for working arrays */
  constructor(module: WebAssembly.Module, budget: number) {
    this.#runner = new ShardRunner(module, budget)
  }

  /** @param ask the experts, where some must be asked themselves */
  carryOut(command: Command, ask?: readonly CompiledExpert[]): Reply {
    switch (command.type) {
      case 'attach': {
        this.#attached = command
        const items = command.shards.flatMap((shard) => shard.items)
        this.#runner.attach(items, this.#program(command.model, ask))
        return done
      }
      case 'expectation':
        this.#runner.begin(withDirectDensities(this.#program(command.model, ask)), this.#layouts)
        for (const { slot, items } of this.#work.shards)
          this.#runner.expectation(items, this.#statistics(slot), this.#work.likelihoods)
        return done
      case 'likelihoods':
        this.#runner.begin(withDirectDensities(this.#program(command.model, ask)), this.#layouts)
        for (const { items } of this.#work.shards) this.#runner.logLikelihoods(items, this.#work.likelihoods)
        return done
      case 'posteriors': {
        const program = this.#program(command.model, ask)
        const keeper = keeperPart(command.kept, command.out, program.states)
        this.#runner.begin({ ...program, parts: [...program.parts, keeper] }, this.#layouts)
        for (const { items } of this.#work.shards) this.#runner.posteriors(items, this.#work.likelihoods)
        return done
      }
      case 'filter':
        this.#runner.begin(withDirectDensities(this.#program(command.model, ask)), this.#layouts)
        for (const { items } of this.#work.shards)
          this.#runner.filter(items, command.output, this.#work.likelihoods)
        return done
      case 'paths':
        this.#runner.begin(this.#program(command.model, ask), this.#layouts)
        for (const { items } of this.#work.shards)
          this.#runner.bestPaths(items, command.paths, this.#work.likelihoods)
        return done
      case 'begin-halves':
        this.#runner.begin(withDirectDensities(this.#program(command.model, ask)), ['within'])
        this.#halves = command.halves
        return {
          type: 'boundaries',
          boundaries: this.#halves.map(({ stretch }) => this.#runner.beginHalf(stretch)),
        }
      case 'finish-halves':
        return {
          type: 'sound',
          sound: this.#halves.map(({ stretch, slot }, h) =>
            this.#runner.finishHalf(stretch, command.terminals[h]!, this.#statistics(slot)),
          ),
        }
    }
  }

  get #layouts(): Layout[] {
    return [...new Set(this.#work.shards.flatMap(({ items }) => items.map(({ layout }) => layout)))]
  }

  get #work(): Attachment {
    return this.#attached!
  }

  #program(model: CompactModel, ask: readonly CompiledExpert[] | undefined): Program {
    return makeProgram(model, this.#work.data, this.#work.clamp, ask)!
  }

  #statistics(slot: number) {
    const { statistics, lengths } = this.#work
    const size = lengths.reduce((a, b) => a + b, 0)
    return viewStatistics(statistics.subarray(slot * size, (slot + 1) * size), lengths)
  }
}
