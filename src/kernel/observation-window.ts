import type { KernelMemory } from './memory.js'
import type { Stretch } from './parts/part.js'
import type { PlacedProgram } from './placed-program.js'
import type { Resident } from './segment-descriptor.js'

/** A stretch of time: steps from … from + steps − 1 of the lanes. */
export interface Span {
  readonly from: number
  readonly steps: number
}

/** Room in the kernel's memory for the observations of one segment at a time; or those of the whole item, which stay. */
export class ObservationWindow {
  readonly placed: Resident
  readonly #stays: boolean
  readonly #lists: number[]

  constructor(
    private readonly memory: KernelMemory,
    private readonly program: PlacedProgram,
    private readonly lanes: readonly Stretch[],
    private readonly spans: readonly Span[],
    resident: Resident | undefined,
  ) {
    this.#stays = resident !== undefined
    const addresses = resident?.addresses ?? this.#reserve()
    this.#lists = [...(resident?.lists ?? addresses.map(() => 0))]
    this.placed = { addresses, lists: this.#lists }
  }

  /** Makes the observations those of segment i. */
  load(i: number): void {
    if (this.#stays) return
    const { program, shape } = this.program
    const { from, steps } = this.spans[i]!
    for (const [e, part] of program.parts.entries()) {
      const address = this.placed.addresses[e]!
      this.#lists[e] = part.writeObservations(this.memory, address, this.lanes, from, steps, shape)
    }
  }

  /** Room for the observations of any one segment: the first is the longest, but lists may be longer later. */
  #reserve(): number[] {
    const { program, shape } = this.program
    return program.parts.map((part) => {
      const spans = part.lists ? this.spans : this.spans.slice(0, 1)
      const bytes = spans.map(({ from, steps }) => part.observationBytes(this.lanes, from, steps, shape))
      return this.memory.allocate(bytes.reduce((a, b) => Math.max(a, b)))
    })
  }
}
