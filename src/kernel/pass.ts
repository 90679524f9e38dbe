import { BLOCK } from './block.js'
import { DOUBT } from './doubt.js'
import type { FilterRows } from './filter-rows.js'
import type { Kernel, Layout, Routines } from './kernel.js'
import { ObservationWindow, type Span } from './observation-window.js'
import type { Stretch } from './parts/part.js'
import type { PlacedLogarithms, PlacedProgram } from './placed-program.js'
import {
  type Areas,
  describeSegment,
  EXPERT_BYTES,
  type Resident,
  SEGMENT_BYTES,
  wasClamped,
} from './segment-descriptor.js'
import { normaliseColumns } from './static-posterior.js'
import { NATS_PER_UNIT } from './units.js'

export interface PassOptions {
  readonly layout: Layout
  /** Longest first. */
  readonly lanes: readonly Stretch[]
  /** The lanes begin their sequences, or end them and are read backwards. */
  readonly first: boolean
  /** Bytes that the pass may use; with less it keeps some rows and computes the others twice. */
  readonly budget: number
  readonly resident: Resident | undefined
  /** Takes the filtered marginals of each segment while the forward recursion is there. */
  readonly filtered?: FilterRows | undefined
}

/**
 * Forward and backward recursion over the lanes of one item. Time is cut into segments: where they do not all fit into the
 * budget, only the rows at their beginnings are kept, and a segment is computed again on the way back (Griewank 1992; √T rows
 * for T steps). Bits are the same however it is cut.
 */
export class Pass {
  readonly #kernel: Kernel
  readonly #routines: Routines
  readonly #placed: PlacedProgram
  readonly #options: PassOptions
  readonly #spans: readonly Span[]
  readonly #stride: number
  readonly #segment: number
  readonly #experts: number
  readonly #at: Areas
  readonly #observations: ObservationWindow
  /** [segments][row + 4] */
  readonly #kept: number
  #clamped = false

  constructor(kernel: Kernel, placed: PlacedProgram, options: PassOptions) {
    this.#kernel = kernel
    this.#routines = kernel[options.layout]
    this.#placed = placed
    this.#options = options
    const { memory } = kernel
    const row = 32 * placed.shape.pairs
    // Rows at distances of a power of two would meet in the same sets of the cache.
    this.#stride = row >= 256 ? row + 64 : row
    this.#spans = this.#cut(options.lanes[0]!.steps)
    const longest = this.#spans[0]!.steps
    this.#segment = memory.allocate(SEGMENT_BYTES)
    this.#experts = memory.allocate(EXPERT_BYTES * placed.program.parts.length)
    this.#kept = memory.allocate((row + 32) * this.#spans.length)
    this.#at = {
      lengths: memory.allocate(32),
      densities: memory.allocate(this.#stride * longest),
      forward: memory.allocate(this.#stride * (longest + 1)),
      scale: memory.allocate(32 * (longest + 1)),
      backward: memory.allocate(row),
      posterior: memory.allocate(this.#stride * BLOCK),
      greatest: memory.allocate(32),
      product: memory.allocate(64),
      sound: memory.allocate(32),
      doubtful: memory.allocate(32),
      peaks: options.filtered === undefined ? 0 : memory.allocate(32 * longest),
    }
    // Those of a whole item are of no use to a segment, nor to a program with another part.
    const whole =
      this.#spans.length === 1 && options.resident?.addresses.length === placed.program.parts.length
    const resident = whole ? options.resident : undefined
    this.#observations = new ObservationWindow(memory, placed, options.lanes, this.#spans, resident)
  }

  /** @returns whether every lane can be trusted so far, lane by lane */
  forward(): boolean[] {
    const { memory } = this.#kernel
    const { greatest, product, sound, doubtful } = this.#at
    memory.f64.fill(0, greatest / 8, greatest / 8 + 4)
    memory.f64.fill(0, doubtful / 8, doubtful / 8 + 4)
    memory.f64.fill(0, product / 8, product / 8 + 4)
    memory.f64.fill(1, product / 8 + 4, product / 8 + 8)
    memory.i32.fill(-1, sound / 4, sound / 4 + 8)
    this.#clamped = false
    if (this.#placed.program.gate.kind === 'static') return this.#sumUp()
    for (const i of this.#spans.keys()) {
      if (i > 0) this.#carry(i)
      this.#advance(i)
      this.#options.filtered?.take(this.#placed, this.#at, this.#stride, this.#spans[i]!)
    }
    return this.#sound()
  }

  /** log p(x) of a lane, nats, as far as this pass reads it. */
  logLikelihood(lane: number): number {
    const { f64, i32 } = this.#kernel.memory
    const { greatest, product } = this.#at
    const at = product / 8 + lane
    const exponent = i32[2 * at]! + i32[2 * at + 1]! * 2 ** 32 + (i32[2 * at]! < 0 ? 2 ** 32 : 0)
    const scales = exponent * Math.LN2 + Math.log(f64[at + 4]!)
    return f64[greatest / 8 + lane]! * NATS_PER_UNIT + scales + this.#common(lane)
  }

  /** Some density was held up. */
  get clamped(): boolean {
    return this.#clamped
  }

  /** Whether underflow may have mattered, which a backward pass finds out. */
  get doubtful(): boolean {
    const { gate } = this.#placed.program
    return gate.kind === 'chain' && (this.#clamped || gate.delicate)
  }

  /** [K] p(z_T = k | x) at the last step of a single lane. */
  lastFiltered(): Float64Array {
    const { f64 } = this.#kernel.memory
    const { steps } = this.#spans.at(-1)!
    const row = (this.#at.forward + this.#stride * steps) / 8
    const filtered = f64.slice(row, row + this.#placed.shape.states)
    const sum = filtered.reduce((a, b) => a + b, 0)
    return filtered.map((x) => x / sum)
  }

  /**
   * Adds counts and statistics, after `forward`. `asked` receives those of experts that are asked themselves; `terminal` [K]
   * is what the backward recursion ends on, 1 where left out.
   * @returns whether every lane can be trusted
   */
  backward(asked: readonly Float64Array[] | null, terminal?: Float64Array): boolean[] {
    const { memory } = this.#kernel
    const { gate } = this.#placed.program
    const { padded, states } = this.#placed.shape
    memory.f64.fill(1, this.#placed.terminal / 8, this.#placed.terminal / 8 + padded)
    if (terminal !== undefined) memory.f64.set(terminal.subarray(0, states), this.#placed.terminal / 8)
    if (gate.kind === 'chain')
      memory.f64.fill(0, this.#at.backward / 8, this.#at.backward / 8 + 4 * this.#placed.shape.pairs)
    for (let i = this.#spans.length - 1; i >= 0; i--) {
      // What the forward pass has left of the last segment still stands.
      if (i < this.#spans.length - 1) {
        this.#again(i)
        this.#write(i)
      }
      if (gate.kind === 'static') this.#routines.collectConstant(this.#segment)
      else if (gate.kind === 'independent') this.#routines.collectIndependent(this.#segment)
      else this.#routines.backward(this.#segment, this.doubtful ? 1 : 0)
      this.#give(i, asked)
    }
    return this.#sound()
  }

  /** Hands the posteriors of segment i to the parts that want them. */
  #give(i: number, statistics: readonly Float64Array[] | null): void {
    const { program, shape } = this.#placed
    const { from, steps } = this.#spans[i]!
    for (const [e, part] of program.parts.entries()) {
      const address = this.#observations.placed.addresses[e]!
      const own = statistics?.[e] ?? null
      part.takePosteriors?.(this.#kernel.memory, address, this.#options.lanes, from, steps, shape, own)
    }
  }

  /** The most probable paths (Viterbi): writes states to `paths` at the rows of the data. @returns log p(x, ẑ) by lane, nats */
  bestPaths(logarithms: PlacedLogarithms, paths: Int32Array): number[] {
    const { memory } = this.#kernel
    const { lanes } = this.#placed.shape
    const mark = memory.mark
    const longest = this.#spans[0]!.steps
    const states = memory.allocateZeros(16)
    const scores = memory.allocateZeros(32)
    const path = memory.allocate(4 * lanes * longest)
    for (const i of this.#spans.keys()) {
      if (i > 0) this.#carry(i)
      this.#score(i, logarithms)
    }
    for (let i = this.#spans.length - 1; i >= 0; i--) {
      if (i < this.#spans.length - 1) {
        this.#restore(i)
        this.#score(i, logarithms)
      }
      this.#routines.followBack(this.#segment, states, scores, path)
      this.#copyPaths(i, path, paths)
    }
    memory.release(mark)
    return this.#options.lanes.map(
      (_, lane) => memory.f64[scores / 8 + lane]! * NATS_PER_UNIT + this.#common(lane),
    )
  }

  #score(i: number, logarithms: PlacedLogarithms): void {
    this.#observations.load(i)
    this.#write(i, logarithms)
    this.#routines.logDensities(this.#segment)
    this.#routines.bestScores(this.#segment)
  }

  #copyPaths(i: number, path: number, paths: Int32Array): void {
    const { i32 } = this.#kernel.memory
    const { from, steps } = this.#spans[i]!
    for (const [lane, stretch] of this.#options.lanes.entries()) {
      const count = Math.min(steps, stretch.steps - from)
      const begin = path / 4 + lane * steps
      if (count > 0) paths.set(i32.subarray(begin, begin + count), stretch.from + from)
    }
  }

  /** Σ_t log p(x_t | k) by state: the posterior of a state that never changes goes to the row `backward`. */
  #sumUp(): boolean[] {
    const { f64 } = this.#kernel.memory
    const { shape, program } = this.#placed
    const row = this.#at.backward / 8
    f64.fill(0, row, row + 4 * shape.pairs)
    for (const i of this.#spans.keys()) {
      this.#observations.load(i)
      this.#write(i)
      this.#routines.logDensities(this.#segment)
      this.#routines.sumDensities(this.#segment)
    }
    const likelihoods = normaliseColumns(this.#kernel.memory.f64, row, shape, program.gate.initial)
    this.#kernel.memory.f64.set(
      likelihoods.map((x) => x / NATS_PER_UNIT),
      this.#at.greatest / 8,
    )
    return this.#options.lanes.map((_, lane) => Number.isFinite(likelihoods[lane]))
  }

  #common(lane: number): number {
    const stretch = this.#options.lanes[lane]!
    let sum = 0
    for (const part of this.#placed.program.parts) sum += part.commonLogDensity?.(stretch) ?? 0
    return sum
  }

  #sound(): boolean[] {
    const { i32, f64 } = this.#kernel.memory
    const { sound, doubtful } = this.#at
    return this.#options.lanes.map(
      (_, lane) => i32[sound / 4 + 2 * lane] === -1 && f64[doubtful / 8 + lane]! <= DOUBT,
    )
  }

  /** Observations, densities and the forward recursion of segment i. */
  #advance(i: number): void {
    this.#observations.load(i)
    this.#write(i)
    this.#routines.densities(this.#segment)
    if (this.#placed.program.gate.kind === 'independent') this.#routines.independent(this.#segment)
    else this.#routines.forward(this.#segment)
    if (wasClamped(this.#kernel.memory, this.#segment)) this.#clamped = true
  }

  /** Computes segment i again; the sums that the forward pass has made stay as they are. */
  #again(i: number): void {
    const { f64 } = this.#kernel.memory
    if (this.#placed.program.gate.kind === 'static') {
      this.#observations.load(i)
      return
    }
    const { greatest, product } = this.#at
    const before = f64.slice(greatest / 8, greatest / 8 + 4)
    const scales = f64.slice(product / 8, product / 8 + 8)
    this.#restore(i)
    this.#advance(i)
    f64.set(before, greatest / 8)
    f64.set(scales, product / 8)
  }

  /** The last row of segment i − 1 becomes row 0 of segment i, and is kept. */
  #carry(i: number): void {
    const { f64 } = this.#kernel.memory
    const { forward, scale } = this.#at
    const row = 4 * this.#placed.shape.pairs
    const { steps } = this.#spans[i - 1]!
    const last = (forward + this.#stride * steps) / 8
    const kept = this.#kept / 8 + i * (row + 4)
    f64.copyWithin(kept, last, last + row)
    f64.copyWithin(kept + row, scale / 8 + 4 * steps, scale / 8 + 4 * steps + 4)
    this.#restore(i)
  }

  #restore(i: number): void {
    if (i === 0) return
    const { f64 } = this.#kernel.memory
    const row = 4 * this.#placed.shape.pairs
    const kept = this.#kept / 8 + i * (row + 4)
    f64.copyWithin(this.#at.forward / 8, kept, kept + row)
    f64.copyWithin(this.#at.scale / 8, kept + row, kept + row + 4)
  }

  /** One segment where all fits into the budget, else about √T of them. */
  #cut(steps: number): Span[] {
    const { program, shape } = this.#placed
    const peaks = this.#options.filtered === undefined ? 0 : 32
    const perStep =
      2 * this.#stride + 32 + peaks + program.parts.length * 8 * shape.lanes * widest(program.parts)
    const fits = steps * perStep <= this.#options.budget || program.asks
    const length = fits ? steps : BLOCK * Math.ceil(Math.max(1024, Math.sqrt(steps)) / BLOCK)
    const spans: Span[] = []
    for (let from = 0; from < steps; from += length)
      spans.push({ from, steps: Math.min(length, steps - from) })
    return spans
  }

  /** Fills in the descriptor of segment i. */
  #write(i: number, logarithms?: PlacedLogarithms): void {
    const { from, steps } = this.#spans[i]!
    const { lanes, first } = this.#options
    describeSegment(this.#kernel.memory, this.#placed, {
      segment: this.#segment,
      experts: this.#experts,
      areas: this.#at,
      observations: this.#observations.placed,
      lanes,
      from,
      steps,
      stride: this.#stride,
      first: from === 0 && first,
      logarithms,
    })
  }
}

function widest(parts: readonly { readonly columns: number }[]): number {
  return Math.max(1, ...parts.map((part) => part.columns))
}
