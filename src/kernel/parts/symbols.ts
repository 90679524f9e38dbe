import type { KernelMemory } from '../memory.js'
import { UNITS_PER_NAT } from '../units.js'
import { kinds, type Part, rowOf, type Shape, type Stretch, writeRow } from './part.js'

/** Relative densities below this are not looked up but held up. */
const LEAST_DENSITY = 1e-130

/** Where the ids of a step stand in a table of rows [K]; the id after the last row has a row of zeros. */
export interface SymbolTable {
  readonly key: string
  readonly rows: number
  readonly states: number
  /** log-probability, nats */
  logProbability(row: number, k: number): number
  /** The only row of a step, or null where steps have lists. */
  readonly rowAt: ((step: number) => number) | null
  /** Rows of a step, where they have lists: written to `out`, @returns how many */
  readonly rowsAt?: (step: number, out: Int32Array) => number
  /** The most rows of a step. */
  readonly most?: number
  /** Adds the weights of the rows, [rows][K] at distances of `stride`, to the expert's own statistics; null where nobody asks. */
  readonly addWeights: ((weights: Float64Array, stride: number, statistics: Float64Array) => void) | null
}

/** Symbols, bits and known states: a step adds the rows of its ids. */
export function symbolsPart(table: SymbolTable): Part {
  const { rows, rowAt } = table
  const ids = new Int32Array(table.most ?? 1)
  const list = (stretch: Stretch | undefined, u: number): number =>
    stretch === undefined || u >= stretch.steps ? 0 : table.rowsAt!(rowOf(stretch, u), ids)
  const part: Part = {
    kind: kinds.symbols,
    columns: 1,
    masked: false,
    lists: rowAt === null,
    key: table.key,
    parameterBytes: ({ padded }) => 8 * padded * (rows + 1),
    writeParameters({ f64 }, address, shape) {
      let at = address / 8
      for (let r = 0; r < rows; r++)
        at = writeRow(f64, at, shape, (k) => UNITS_PER_NAT * table.logProbability(r, k))
      f64.fill(0, at, at + shape.padded)
    },
    observationBytes(lanes, u, steps, shape) {
      if (rowAt !== null) return 4 * steps * shape.lanes
      let count = 0
      for (let t = 0; t < steps; t++)
        for (let lane = 0; lane < shape.lanes; lane++) count += list(lanes[lane], u + t)
      return 4 * (steps * shape.lanes + 1 + count)
    },
    writeObservations(memory, address, lanes, u, steps, shape) {
      if (rowAt === null) return writeLists(memory, address, lanes, u, steps, shape)
      const { i32 } = memory
      for (let lane = 0; lane < shape.lanes; lane++) {
        const stretch = lanes[lane]
        const count = stretch === undefined ? 0 : Math.min(steps, stretch.steps - u)
        let to = address / 4 + lane
        for (let t = 0; t < steps; t++, to += shape.lanes)
          i32[to] = t < count ? rowAt(rowOf(stretch!, u + t)) : rows
      }
      return 0
    },
    scratchBytes: ({ padded, lanes }) => 8 * padded * lanes,
    statisticsBytes: ({ padded }) => (table.addWeights === null ? 0 : 8 * padded * (rows + 1)),
    addStatistics({ f64 }, address, { padded }, _visits, statistics) {
      const weights = f64.subarray(address / 8, address / 8 + rows * padded)
      table.addWeights?.(weights, padded, statistics)
    },
  }
  return rowAt === null ? part : { ...part, direct: () => directPart(part, table) }

  function writeLists(
    { i32 }: KernelMemory,
    address: number,
    lanes: readonly Stretch[],
    u: number,
    steps: number,
    shape: Shape,
  ): number {
    const begin = address / 4
    const lists = begin + steps * shape.lanes + 1
    let count = 0
    for (let t = 0, place = begin; t < steps; t++) {
      for (let lane = 0; lane < shape.lanes; lane++, place++) {
        i32[place] = count
        const length = list(lanes[lane], u + t)
        for (let i = 0; i < length; i++) i32[lists + count + i] = ids[i]!
        count += length
      }
    }
    i32[lists - 1] = count
    return 4 * lists
  }
}

/**
 * Symbols whose probabilities are looked up as they are, relative to the greatest of their row: no exp at all. null where one is
 * so small that it would have to be held up.
 */
function directPart(part: Part, { rows, states, logProbability }: SymbolTable): Part | null {
  const peaks = new Float64Array(rows + 1)
  const densities = new Float64Array(rows * states)
  for (let r = 0; r < rows; r++) {
    let peak = Number.NEGATIVE_INFINITY
    for (let k = 0; k < states; k++) peak = Math.max(peak, logProbability(r, k))
    if (peak === Number.NEGATIVE_INFINITY) continue
    peaks[r] = UNITS_PER_NAT * peak
    for (let k = 0; k < states; k++) {
      const density = Math.exp(logProbability(r, k) - peak)
      if (density < LEAST_DENSITY && logProbability(r, k) > Number.NEGATIVE_INFINITY) return null
      densities[r * states + k] = density
    }
  }
  return {
    ...part,
    kind: kinds.directSymbols,
    writeParameters({ f64 }, address, shape) {
      let at = address / 8
      for (let r = 0; r < rows; r++) at = writeRow(f64, at, shape, (k) => densities[r * states + k]!)
      f64.fill(1, at, at + shape.padded)
    },
    scratchBytes: () => 8 * (rows + 1),
    writeScratch: ({ f64 }, address) => f64.set(peaks, address / 8),
  }
}
