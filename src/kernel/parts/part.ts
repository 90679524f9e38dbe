import type { KernelMemory } from '../memory.js'

/** Numbers of the kinds in assembly/emissions.ts. */
export const kinds = { diagonal: 0, poisson: 1, joint: 2, symbols: 3, given: 4, directSymbols: 5 } as const

/** Steps of one sequence that stand in one lane: rows from … from + steps − 1 of the data. */
export interface Stretch {
  readonly sequence: number
  /** Number of the stretch among all of a plan, in the order of the data. */
  readonly piece: number
  readonly from: number
  readonly steps: number
  /** Read from the last step to the first. */
  readonly reversed: boolean
}

/** K states in the rows of one layout: padded to `padded` states in `pairs` pairs of vectors (32 bytes). */
export interface Shape {
  readonly states: number
  readonly padded: number
  readonly pairs: number
  /** 4 sequences, or 1 */
  readonly lanes: number
}

export function shapeOf(states: number, lanes: number): Shape {
  const padded = lanes === 4 ? 2 * Math.ceil(states / 2) : 4 * Math.ceil(states / 4)
  return { states, padded, pairs: lanes === 4 ? padded : padded / 4, lanes }
}

/** One expert as the compiled code takes it. */
export interface Part {
  readonly kind: number
  readonly columns: number
  /** Cells may be missing: statistics count the weight of those that are there. */
  readonly masked: boolean
  /** Steps have lists of ids instead of one each. */
  readonly lists: boolean
  /** Parts with the same key read observations that are laid out alike. */
  readonly key: string
  parameterBytes(shape: Shape): number
  writeParameters(memory: KernelMemory, address: number, shape: Shape): void
  /** Room for the observations of steps u … u + steps − 1 of the lanes (lists included). */
  observationBytes(lanes: readonly Stretch[], u: number, steps: number, shape: Shape): number
  /** Writes them; steps that a lane does not have get a harmless value. @returns the address of the lists, or 0 */
  writeObservations(
    memory: KernelMemory,
    address: number,
    lanes: readonly Stretch[],
    u: number,
    steps: number,
    shape: Shape,
  ): number
  scratchBytes(shape: Shape): number
  /** Fills scratch that is no scratch but a table. */
  readonly writeScratch?: ((memory: KernelMemory, address: number) => void) | undefined
  /** The same part with densities instead of log-densities, where it is the only one and none would vanish. */
  readonly direct?: (() => Part | null) | undefined
  statisticsBytes(shape: Shape): number
  /** Adds what the compiled code has gathered to the expert's own statistics. `visits` [K] are the summed posteriors. */
  addStatistics(
    memory: KernelMemory,
    address: number,
    shape: Shape,
    visits: Float64Array,
    statistics: Float64Array,
  ): void
  /**
   * For parts that want the posteriors themselves: after the steps u … u + steps − 1 they stand where the observations did.
   * `statistics` are the expert's own; null where nobody asks for any.
   */
  readonly takePosteriors?:
    | ((
        memory: KernelMemory,
        address: number,
        lanes: readonly Stretch[],
        u: number,
        steps: number,
        shape: Shape,
        statistics: Float64Array | null,
      ) => void)
    | undefined
  /** Adds what all states have in common to the log-likelihoods (nats) of the stretches. */
  readonly commonLogDensity?: ((stretch: Stretch) => number) | undefined
  /** The same of one row of the data. */
  readonly commonLogDensityAt?: ((row: number) => number) | undefined
}

/** Row of the data that is step u of a stretch. */
export function rowOf({ from, steps, reversed }: Stretch, u: number): number {
  return reversed ? from + steps - 1 - u : from + u
}

/** Writes a row of K numbers as a parameter; the padding repeats the last state. */
export function writeRow(
  f64: Float64Array,
  at: number,
  { states, padded }: Shape,
  entry: (k: number) => number,
): number {
  for (let k = 0; k < padded; k++) f64[at + k] = entry(Math.min(k, states - 1))
  return at + padded
}

/** State k of a row that the compiled code has summed (the sum of its lanes). */
export function summedState(f64: Float64Array, row: number, k: number, lanes: number): number {
  if (lanes === 1) return f64[row + k]!
  const at = row + 4 * k
  return f64[at]! + f64[at + 1]! + (f64[at + 2]! + f64[at + 3]!)
}

/** Writes D numbers a step, [S][D][lanes], less a centre. */
export function writeNumbers(
  f64: Float64Array,
  address: number,
  values: Float64Array,
  centre: Float64Array,
  lanes: readonly Stretch[],
  u: number,
  steps: number,
  shape: Shape,
): void {
  const D = centre.length
  for (let lane = 0; lane < shape.lanes; lane++) {
    const stretch = lanes[lane]
    const count = stretch === undefined ? 0 : Math.max(0, Math.min(steps, stretch.steps - u))
    let to = address / 8 + lane
    if (stretch !== undefined && count > 0) {
      const forward = stretch.reversed ? -D : D
      let from = rowOf(stretch, u) * D
      for (let t = 0; t < count; t++, from += forward) {
        for (let d = 0; d < D; d++, to += shape.lanes) f64[to] = values[from + d]! - centre[d]!
      }
    }
    for (let t = count; t < steps; t++) for (let d = 0; d < D; d++, to += shape.lanes) f64[to] = 0
  }
}
