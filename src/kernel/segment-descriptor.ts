import type { KernelMemory } from './memory.js'
import type { Stretch } from './parts/part.js'
import type { PlacedLogarithms, PlacedProgram } from './placed-program.js'

/** Sizes of Segment and Expert (assembly/segment.ts), whose fields are all 4 bytes. */
export const SEGMENT_BYTES = 4 * 28
export const EXPERT_BYTES = 4 * 8
/** Place of the field `clamped` in Segment. */
const CLAMPED = 21

/** Addresses of the working arrays of a segment. */
export type Areas = Readonly<
  Record<
    | 'lengths'
    | 'densities'
    | 'forward'
    | 'scale'
    | 'backward'
    | 'posterior'
    | 'greatest'
    | 'product'
    | 'sound'
    | 'doubtful'
    | 'peaks',
    number
  >
>

/** Observations of an item that stay in the kernel's memory: an address for each part, and one for its lists. */
export interface Resident {
  readonly addresses: readonly number[]
  readonly lists: readonly number[]
}

export interface SegmentDescription {
  /** Where the descriptors go. */
  readonly segment: number
  readonly experts: number
  readonly areas: Areas
  readonly observations: Resident
  readonly lanes: readonly Stretch[]
  readonly from: number
  readonly steps: number
  /** bytes from row to row */
  readonly stride: number
  /** The segment begins its sequences. */
  readonly first: boolean
  /** For best paths. */
  readonly logarithms: PlacedLogarithms | undefined
}

/** Fills in Segment and its Experts, as the compiled code reads them, and the lengths of the lanes. */
export function describeSegment(
  memory: KernelMemory,
  placed: PlacedProgram,
  description: SegmentDescription,
): void {
  const { segment, experts, areas, lanes, from, steps, stride, first, logarithms } = description
  const { i32, f64 } = memory
  const { shape, program } = placed
  const reversed = lanes[0]!.reversed
  let full = steps
  for (let lane = 0; lane < 4; lane++) {
    const length = (shape.lanes === 1 ? lanes[0]! : lanes[lane])?.steps ?? 0
    f64[areas.lengths / 8 + lane] = length - from
    full = Math.min(full, Math.max(0, length - from))
  }
  const [into, outOf] = reversed ? [placed.outOf, placed.into] : [placed.into, placed.outOf]
  i32.set(
    [
      steps,
      shape.padded,
      shape.pairs,
      stride,
      full,
      first ? 1 : 0,
      areas.lengths,
      areas.densities,
      areas.forward,
      areas.scale,
      areas.backward,
      areas.posterior,
      logarithms?.initial ?? (reversed ? placed.ones : placed.initial),
      placed.terminal,
      logarithms?.into ?? into.address,
      logarithms?.outOf ?? outOf.address,
      reversed ? placed.reversedProducts : placed.products,
      placed.visits,
      reversed ? placed.noStarts : placed.starts,
      experts,
      program.parts.length,
      0,
      areas.greatest,
      areas.product,
      areas.sound,
      areas.doubtful,
      program.gate.sparse ? 1 : 0,
      areas.peaks,
    ],
    segment / 4,
  )
  for (const e of program.parts.keys()) describeExpert(memory, placed, description, e)
}

function describeExpert(
  { i32 }: KernelMemory,
  { program, parameters, statistics, scratch }: PlacedProgram,
  { experts, observations }: SegmentDescription,
  e: number,
): void {
  const part = program.parts[e]!
  const observed = observations.addresses[e]!
  i32.set(
    [
      part.kind,
      part.columns,
      parameters[e]!,
      observed,
      // Who wants the posteriors themselves gets them in the place of the observations.
      part.takePosteriors === undefined ? statistics[e]! : observed,
      part.masked ? 1 : 0,
      observations.lists[e]!,
      scratch[e]!,
    ],
    (experts + e * EXPERT_BYTES) / 4,
  )
}

/** Whether a density of the segment was held up. */
export function wasClamped({ i32 }: KernelMemory, segment: number): boolean {
  return i32[segment / 4 + CLAMPED] === 1
}
