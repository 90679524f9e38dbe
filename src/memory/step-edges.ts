import { grown, grownStates } from './room.js'

/** The transitions between the states kept at one step and those kept at the next, as a list. */
export class StepEdges {
  count = 0
  /** [edges] place of the state that is left, in the lists of `Survivors`; rising */
  from: Int32Array = new Int32Array(0)
  /** [edges] place of the state that is reached */
  to: Int32Array = new Int32Array(0)
  /** [edges] p(z_{t+1} | z_t), positive */
  probabilities: Float64Array = new Float64Array(0)
  /** [edges] place of the expected count, see `transitionCountLength` */
  slots: Int32Array = new Int32Array(0)

  /** Empties the list and makes room. */
  begin(room: number): void {
    this.count = 0
    this.reserve(room)
  }

  /** Makes room for `more` behind what is there. */
  reserve(more: number): void {
    const length = this.count + more
    this.from = grownStates(this.from, length, this.count)
    this.to = grownStates(this.to, length, this.count)
    this.probabilities = grown(this.probabilities, length, this.count)
    this.slots = grownStates(this.slots, length, this.count)
  }

  /** There must be room. */
  add(from: number, to: number, probability: number, slot: number): void {
    const i = this.count++
    this.from[i] = from
    this.to[i] = to
    this.probabilities[i] = probability
    this.slots[i] = slot
  }
}
