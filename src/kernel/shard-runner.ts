import type { Statistics } from '../model/statistics.js'
import { type FilterOutput, FilterRows } from './filter-rows.js'
import { instantiate, type Kernel, type Layout } from './kernel.js'
import { type Stretch, shapeOf } from './parts/part.js'
import { Pass } from './pass.js'
import {
  addSums,
  clearSums,
  type PlacedLogarithms,
  type PlacedProgram,
  placeLogarithms,
  placeProgram,
} from './placed-program.js'
import type { Item } from './plan.js'
import type { Program } from './program.js'
import type { Resident } from './segment-descriptor.js'

/** Results by piece, in arrays that threads share. */
export interface Likelihoods {
  /** [pieces] log p(x), nats; where `failed`, undefined */
  readonly logLikelihoods: Float64Array
  /** [pieces] 1: underflow may have mattered or the sequence is impossible, the reference has to look */
  readonly failed: Int32Array
}

/** What a pass has found of a piece. */
type Found = readonly [piece: number, logLikelihood: number]

/** What one half of a cut sequence tells the other. */
export interface Boundary {
  readonly logLikelihood: number
  /** [K] p(z_T = k | x) of the half, at its last step in reading order */
  readonly filtered: Float64Array
  readonly sound: boolean
}

/**
 * One thread's part of the work on a data set: shards of sequences, one after the other, in memory of its own.
 * Observations of items that fit into half of the budget stay there from call to call.
 */
export class ShardRunner {
  readonly #kernel: Kernel
  readonly #budget: number
  readonly #base: number
  readonly #resident = new Map<Item, Resident>()
  #residentBytes = 0
  #placed: Partial<Record<Layout, PlacedProgram>> = {}
  #program: Program | null = null
  readonly #halves = new Map<string, Pass>()

  /** @param budget bytes for working arrays */
  constructor(module: WebAssembly.Module, budget: number) {
    this.#kernel = instantiate(module)
    this.#budget = budget
    this.#base = this.#kernel.memory.mark
  }

  /** Forgets what it knew and takes over the observations of these items. */
  attach(items: Iterable<Item>, program: Program): void {
    const { memory } = this.#kernel
    memory.release(this.#base)
    this.#resident.clear()
    this.#placed = {}
    let used = 0
    for (const item of items) {
      if (program.asks) break
      const shape = shapeOf(program.states, item.layout === 'across' ? 4 : 1)
      const steps = item.lanes[0]!.steps
      const sizes = program.parts.map((part) => part.observationBytes(item.lanes, 0, steps, shape))
      used += sizes.reduce((a, b) => a + b, 0)
      if (used > this.#budget / 2) break
      const addresses = sizes.map((bytes) => memory.allocate(bytes))
      const lists = program.parts.map((part, e) =>
        part.writeObservations(memory, addresses[e]!, item.lanes, 0, steps, shape),
      )
      this.#resident.set(item, { addresses, lists })
    }
    this.#residentBytes = memory.mark - this.#base
  }

  /** Takes the parameters of a model, for the layouts that will be used; call before each round of work. */
  begin(program: Program, layouts: readonly Layout[]): void {
    const { memory } = this.#kernel
    memory.release(this.#base + this.#residentBytes)
    this.#halves.clear()
    this.#program = program
    this.#placed = {}
    for (const layout of layouts)
      this.#placed[layout] = placeProgram(memory, program, layout === 'across' ? 4 : 1)
  }

  /** Adds the expected statistics of a shard. Sequences that fail are left out. */
  expectation(items: readonly Item[], statistics: Statistics, out: Likelihoods): void {
    const failed = new Set<number>()
    // A failure that only the backward pass notices has spoilt the sums: once more without that sequence.
    while (!this.#sumShard(items, statistics, out, failed));
    for (const piece of failed) out.failed[piece] = 1
  }

  #sumShard(items: readonly Item[], statistics: Statistics, out: Likelihoods, failed: Set<number>): boolean {
    const { memory } = this.#kernel
    const found: Found[] = []
    const layouts = [...new Set(items.map(({ layout }) => layout))]
    for (const layout of layouts) clearSums(memory, this.#placed[layout]!)
    const asked = this.#program!.asks ? statistics.experts.map((part) => new Float64Array(part.length)) : null
    for (const item of items) {
      const mark = memory.mark
      const { pass, lanes } = this.#forward(item, failed)
      if (pass !== null) {
        const sound = pass.backward(asked)
        if (sound.includes(false)) {
          for (const [lane, fine] of sound.entries()) if (!fine) failed.add(lanes[lane]!.piece)
          memory.release(mark)
          return false
        }
        found.push(...likelihoodsOf(pass, lanes))
      }
      memory.release(mark)
    }
    keep(found, out)
    for (const layout of layouts) addSums(memory, this.#placed[layout]!, statistics)
    for (const [e, part] of asked?.entries() ?? [])
      for (let i = 0; i < part.length; i++) statistics.experts[e]![i]! += part[i]!
    return true
  }

  /** log p(x) of the sequences of a shard. */
  logLikelihoods(items: readonly Item[], out: Likelihoods): void {
    const { memory } = this.#kernel
    const failed = new Set<number>()
    for (const item of items) {
      const mark = memory.mark
      const { pass, lanes } = this.#forward(item, failed)
      if (pass !== null) {
        const sound = pass.doubtful ? pass.backward(null) : lanes.map(() => true)
        for (const [lane, fine] of sound.entries()) if (!fine) failed.add(lanes[lane]!.piece)
        keep(likelihoodsOf(pass, lanes), out)
      }
      memory.release(mark)
    }
    for (const piece of failed) out.failed[piece] = 1
  }

  /** Filtered marginals of a shard, for a chain that is not delicate. */
  filter(items: readonly Item[], output: FilterOutput, out: Likelihoods): void {
    const { memory } = this.#kernel
    const { leastEntry } = this.#program!.gate
    const failed = new Set<number>()
    for (const item of items) {
      const mark = memory.mark
      const { pass, lanes, filtered } = this.#forward(item, failed, output)
      if (pass !== null) {
        for (const [lane, { piece }] of lanes.entries())
          if (pass.clamped && !filtered!.sound(lane, leastEntry)) failed.add(piece)
        keep(likelihoodsOf(pass, lanes), out)
      }
      memory.release(mark)
    }
    for (const piece of failed) out.failed[piece] = 1
  }

  /** The posteriors of a shard, for a program with a part that keeps them. */
  posteriors(items: readonly Item[], out: Likelihoods): void {
    const { memory } = this.#kernel
    const failed = new Set<number>()
    for (const item of items) {
      const mark = memory.mark
      const { pass, lanes } = this.#forward(item, failed)
      if (pass !== null) {
        const sound = pass.backward(null)
        for (const [lane, fine] of sound.entries()) if (!fine) failed.add(lanes[lane]!.piece)
        keep(likelihoodsOf(pass, lanes), out)
      }
      memory.release(mark)
    }
    for (const piece of failed) out.failed[piece] = 1
  }

  /** The best paths of a shard; `out.logLikelihoods` receives log p(x, ẑ). */
  bestPaths(items: readonly Item[], paths: Int32Array, out: Likelihoods): void {
    const { memory } = this.#kernel
    const begin = memory.mark
    const logarithms: Partial<Record<Layout, PlacedLogarithms>> = {}
    for (const layout of ['across', 'within'] as const) {
      const placed = this.#placed[layout]
      if (placed !== undefined) logarithms[layout] = placeLogarithms(memory, placed.program, placed.shape)
    }
    for (const item of items) {
      const mark = memory.mark
      const pass = this.#pass(item, item.lanes, this.#resident.get(item))
      const scores = pass.bestPaths(logarithms[item.layout]!, paths)
      for (const [lane, { piece }] of item.lanes.entries()) {
        out.logLikelihoods[piece] = scores[lane]!
        if (!Number.isFinite(scores[lane])) out.failed[piece] = 1
      }
      memory.release(mark)
    }
    memory.release(begin)
  }

  /** Reads a half of a cut sequence, and keeps what `finishHalf` needs. */
  beginHalf(stretch: Stretch): Boundary {
    const item: Item = { layout: 'within', lanes: [stretch], first: true }
    const pass = this.#pass(item, item.lanes, undefined)
    const [sound] = pass.forward()
    this.#halves.set(nameOf(stretch), pass)
    return { logLikelihood: pass.logLikelihood(0), filtered: pass.lastFiltered(), sound: sound! }
  }

  /** Adds the expected statistics of a half. @returns false where they cannot be trusted: nothing was added then */
  finishHalf(stretch: Stretch, terminal: Float64Array, statistics: Statistics): boolean {
    const within = this.#placed.within!
    clearSums(this.#kernel.memory, within)
    const [sound] = this.#halves.get(nameOf(stretch))!.backward(null, terminal)
    this.#halves.delete(nameOf(stretch))
    if (sound) addSums(this.#kernel.memory, within, statistics)
    return sound!
  }

  /** Forward over an item; lanes that fail are taken out and the rest done again. */
  #forward(item: Item, failed: Set<number>, output?: FilterOutput): ForwardPass {
    const { memory } = this.#kernel
    for (;;) {
      const lanes = item.lanes.filter(({ piece }) => !failed.has(piece))
      if (lanes.length === 0) return { pass: null, lanes }
      const mark = memory.mark
      const resident = lanes.length === item.lanes.length ? this.#resident.get(item) : undefined
      const filtered = output && new FilterRows(memory, lanes, output)
      const pass = this.#pass(item, lanes, resident, filtered)
      const sound = pass.forward()
      if (!sound.includes(false)) return { pass, lanes, filtered }
      for (const [lane, fine] of sound.entries()) if (!fine) failed.add(lanes[lane]!.piece)
      memory.release(mark)
    }
  }

  #pass(item: Item, lanes: readonly Stretch[], resident: Resident | undefined, filtered?: FilterRows): Pass {
    return new Pass(this.#kernel, this.#placed[item.layout]!, {
      layout: item.layout,
      lanes,
      first: item.first,
      budget: (this.#budget - this.#residentBytes) / 2,
      resident,
      filtered,
    })
  }
}

interface ForwardPass {
  readonly pass: Pass | null
  readonly lanes: readonly Stretch[]
  readonly filtered?: FilterRows | undefined
}

function likelihoodsOf(pass: Pass, lanes: readonly Stretch[]): Found[] {
  return lanes.map(({ piece }, lane) => [piece, pass.logLikelihood(lane)])
}

function keep(found: readonly Found[], { logLikelihoods }: Likelihoods): void {
  for (const [piece, value] of found) logLikelihoods[piece] = value
}

function nameOf({ sequence, reversed }: Stretch): string {
  return `${sequence} ${reversed}`
}
