import type { GateInputs } from '../model/gate.js'
import type { KernelMemory } from './memory.js'
import type { Shape } from './parts/part.js'
import { UNITS_PER_NAT } from './units.js'

/** Transitions with fewer entries than this share of K² are kept compressed. */
const SPARSE_SHARE = 0.4
/** A chain whose entries are all at least this cannot make a state's future worth more than 1e100 times another's. */
const LEAST_ENTRY = 1e-100

/** p(z_{t+1} = to | z_t = from), by the place of its expected count in the gate's statistics. */
export interface Entry {
  readonly from: number
  readonly to: number
  readonly probability: number
}

/** A gate as the compiled code takes it. */
export interface GateProgram {
  readonly kind: 'chain' | 'independent' | 'static'
  /** [K] */
  readonly initial: Float64Array
  readonly entries: readonly Entry[]
  readonly sparse: boolean
  /** The least transition probability of a chain. */
  readonly leastEntry: number
  /** Underflow may matter: passes have to be checked. */
  readonly delicate: boolean
  /** Whether the gate's statistics have transition counts. */
  readonly counts: boolean
}

/** null where the compiled code does not know this kind of transitions. */
export function gateProgram(gate: GateInputs, states: number): GateProgram | null {
  const { transitions } = gate
  const initial = gate.logInitial.map(Math.exp)
  const none = { initial, entries: [], sparse: false, leastEntry: 1, delicate: false, counts: false }
  if (transitions.kind === 'identity') return { kind: 'static', ...none }
  if (transitions.kind === 'low-rank') {
    const memoryless = transitions.rank === 1 && transitions.left.every((x) => x === 1)
    return memoryless ? { kind: 'independent', ...none } : null
  }
  if (transitions.kind !== 'dense' && transitions.kind !== 'sparse') return null
  const entries: Entry[] = []
  if (transitions.kind === 'dense') {
    for (let from = 0; from < states; from++)
      for (let to = 0; to < states; to++)
        entries.push({ from, to, probability: transitions.probabilities[from * states + to]! })
  } else {
    const { rowStarts, columns, probabilities } = transitions
    for (let from = 0; from < states; from++)
      for (let i = rowStarts[from]!; i < rowStarts[from + 1]!; i++)
        entries.push({ from, to: columns[i]!, probability: probabilities[i]! })
  }
  const leastEntry = entries.reduce((least, { probability }) => Math.min(least, probability), 1)
  return {
    kind: 'chain',
    initial,
    entries,
    sparse: entries.length < SPARSE_SHARE * states * states,
    leastEntry: entries.length < states * states ? 0 : leastEntry,
    delicate: entries.length < states * states || !(leastEntry >= LEAST_ENTRY),
    counts: true,
  }
}

/** Transitions in the compiled code's memory. */
export interface PlacedMatrix {
  readonly address: number
  /** Where the sums of products stand for entry i, in the order of `entries` ([entries]; index of a double, or of 2). */
  readonly place: Int32Array
}

/** Writes the matrix by its destination, or by its source for the way back (`reversed`). */
export function placeMatrix(
  memory: KernelMemory,
  { entries, sparse }: GateProgram,
  shape: Shape,
  reversed: boolean,
): PlacedMatrix {
  return sparse ? placeSparse(memory, entries, shape, reversed) : placeDense(memory, entries, shape, reversed)
}

/** Panels of 4, 2, 1 pairs of destinations, each [K][pairs of the panel] (assembly/matrix.ts). */
function placeDense(
  memory: KernelMemory,
  entries: readonly Entry[],
  shape: Shape,
  reversed: boolean,
): PlacedMatrix {
  const { padded, pairs, lanes } = shape
  const address = memory.allocateZeros(8 * padded * padded)
  const perPair = padded / pairs
  const place = new Int32Array(entries.length)
  entries.forEach(({ from, to, probability }, e) => {
    const [i, j] = reversed ? [to, from] : [from, to]
    memory.f64[address / 8 + denseIndex(i, j, shape, perPair)] = probability
    place[e] = (i * padded + j) * (lanes === 4 ? 2 : 1)
  })
  return { address, place }
}

function denseIndex(i: number, j: number, { padded, pairs }: Shape, perPair: number): number {
  const pair = Math.floor(j / perPair)
  const left = pairs % 4
  const begin =
    pair < pairs - left
      ? 4 * Math.floor(pair / 4)
      : pairs - left + (left >= 2 && pair >= pairs - left + 2 ? 2 : 0)
  const width = pair < pairs - left ? 4 : left >= 2 && pair < pairs - left + 2 ? 2 : 1
  return begin * padded * perPair + i * width * perPair + (pair - begin) * perPair + (j % perPair)
}

/** K + 1 starts by destination, then a source and a probability for each entry. */
function placeSparse(
  memory: KernelMemory,
  entries: readonly Entry[],
  { padded, lanes }: Shape,
  reversed: boolean,
): PlacedMatrix {
  const order = [...entries.keys()].sort((a, b) => {
    const [x, y] = [entries[a]!, entries[b]!]
    return reversed ? x.from - y.from || x.to - y.to : x.to - y.to || x.from - y.from
  })
  const head = Math.ceil((4 * (padded + 1)) / 8) * 8
  const address = memory.allocate(head + 16 * entries.length)
  const { f64, i32 } = memory
  const place = new Int32Array(entries.length)
  const starts = address / 4
  i32.fill(0, starts, starts + padded + 1)
  order.forEach((e, slot) => {
    const { from, to, probability } = entries[e]!
    const [source, destination] = reversed ? [to, from] : [from, to]
    i32[starts + destination + 1]!++
    i32[(address + head + 16 * slot) / 4] = source
    f64[(address + head + 16 * slot) / 8 + 1] = probability
    place[e] = slot * (lanes === 4 ? 2 : 1)
  })
  for (let k = 0; k < padded; k++) i32[starts + k + 1]! += i32[starts + k]!
  return { address, place }
}

/** For best paths: log-transitions in panels of one pair, and [K][K] by destination. In the kernel's units. */
export function placeLogMatrix(
  memory: KernelMemory,
  { entries }: GateProgram,
  shape: Shape,
): { readonly into: number; readonly outOf: number } {
  const { padded, pairs } = shape
  const perPair = padded / pairs
  const into = memory.allocate(8 * padded * padded)
  const outOf = memory.allocate(8 * padded * padded)
  const { f64 } = memory
  f64.fill(Number.NEGATIVE_INFINITY, into / 8, into / 8 + padded * padded)
  f64.fill(Number.NEGATIVE_INFINITY, outOf / 8, outOf / 8 + padded * padded)
  for (const { from, to, probability } of entries) {
    const log = UNITS_PER_NAT * Math.log(probability)
    const pair = Math.floor(to / perPair)
    f64[into / 8 + pair * padded * perPair + from * perPair + (to % perPair)] = log
    f64[outOf / 8 + to * padded + from] = log
  }
  return { into, outOf }
}
