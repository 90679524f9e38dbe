import type { Layout } from './kernel.js'
import type { Stretch } from './parts/part.js'
import type { Program } from './program.js'

/** Up to 4 stretches that are worked on together (across), or one (within). */
export interface Item {
  readonly layout: Layout
  /** Longest first. */
  readonly lanes: readonly Stretch[]
  /** The stretches begin their sequences. */
  readonly first: boolean
}

/** How the work on a data set is cut: depends on the data and the model's structure, never on threads or memory. */
export interface Plan {
  /** Lists of items, each with statistics of its own, to be added up in this order. */
  readonly shards: readonly (readonly Item[])[]
  /** Long sequences, each cut into a half that is read forwards and one that is read backwards. */
  readonly halves: readonly (readonly [Stretch, Stretch])[]
  /** Multiply-adds of one round, roughly. */
  readonly work: number
  /** The sequence of each piece. */
  readonly pieces: readonly number[]
}

/** A group of 4 costs as much as so many sequences on their own. */
const GROUP_COST = 2
/** Sequences of a memoryless gate are cut into pieces of this many steps. */
const PIECE = 4096
/** Chains at least so long are cut in two. */
const HALVES_FROM = 8192
/** Long sequences are grouped only where there are many. */
const MANY = 16
/** Work of a shard, in multiply-adds: about half a millisecond. */
const SHARD_WORK = 5e5
const MOST_SHARDS = 32
/** Steps times states for each number of a shard's statistics: adding them up must cost little. */
const CELLS_PER_STATISTIC = 16
const FEW_SHARDS = 4

/**
 * @param offsets [S + 1] first row of each sequence
 * @param skip sequences that others work on
 * @param size how many numbers the statistics take
 * @param split whether long sequences may be cut in two
 */
export function planWork(
  offsets: Uint32Array,
  program: Program,
  skip: ReadonlySet<number>,
  split: boolean,
  size: number,
): Plan {
  const { gate, asks, states } = program
  const whole: Stretch[] = []
  const later: Stretch[] = []
  const halves: (readonly [Stretch, Stretch])[] = []
  const sequences = offsets.length - 1
  const pieces: number[] = []
  const nextPiece = (sequence: number) => pieces.push(sequence) - 1
  for (let sequence = 0; sequence < sequences; sequence++) {
    const from = offsets[sequence]!
    const steps = offsets[sequence + 1]! - from
    if (steps === 0 || skip.has(sequence)) continue
    const stretch = { sequence, from, steps, reversed: false }
    const add = (to: Stretch[], part: typeof stretch) => to.push({ ...part, piece: nextPiece(sequence) })
    if (split && !asks && gate.kind === 'chain' && steps >= HALVES_FROM && sequences < MANY) {
      const middle = Math.floor(steps / 2)
      const piece = nextPiece(sequence)
      halves.push([
        { ...stretch, piece, steps: middle },
        { ...stretch, piece, from: from + middle, steps: steps - middle, reversed: true },
      ])
    } else if (gate.kind === 'independent' && !asks) {
      for (let u = 0; u < steps; u += PIECE)
        add(u === 0 ? whole : later, { ...stretch, from: from + u, steps: Math.min(PIECE, steps - u) })
    } else add(whole, stretch)
  }
  const items = [...group(whole, true), ...group(later, false)]
  const cells = offsets[sequences]! * states
  const affordable = Math.max(FEW_SHARDS, Math.floor(cells / (CELLS_PER_STATISTIC * size)))
  const work = 2 * cells * (states + 8)
  return { shards: deal(items, states, affordable), halves, work, pieces }
}

/** Sequences of like length side by side. */
function group(stretches: readonly Stretch[], first: boolean): Item[] {
  const sorted = [...stretches].sort((a, b) => b.steps - a.steps || a.from - b.from)
  const items: Item[] = []
  for (let i = 0; i < sorted.length; ) {
    const four = sorted.slice(i, i + 4)
    const longest = four[0]!.steps
    const total = four.reduce((sum, { steps }) => sum + steps, 0)
    const alone = total < GROUP_COST * longest || (longest >= HALVES_FROM && stretches.length < MANY)
    const lanes = alone ? [four[0]!] : four
    items.push({ layout: alone ? 'within' : 'across', lanes, first })
    i += lanes.length
  }
  return items
}

/** Deals items to shards of like work: each to the one that has least. */
function deal(items: readonly Item[], states: number, affordable: number): Item[][] {
  const cost = ({ layout, lanes }: Item) => lanes[0]!.steps * (layout === 'across' ? GROUP_COST : 1)
  const work = items.reduce((sum, item) => sum + cost(item), 0) * states * (states + 8)
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, work / SHARD_WORK)))
  const count = Math.min(items.length, MOST_SHARDS, affordable, wanted)
  const shards = Array.from({ length: count }, () => ({ load: 0, items: [] as Item[] }))
  for (const item of items) {
    const least = shards.reduce((a, b) => (b.load < a.load ? b : a))
    least.items.push(item)
    least.load += cost(item)
  }
  return shards.map((shard) => shard.items)
}
