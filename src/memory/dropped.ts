import type { Frontier } from './frontier.js'

/** The states that were dropped at a step though the paths to them are possible. */
export class Dropped {
  count = 0
  /** [count] */
  states: Int32Array = new Int32Array(0)
  /** [count] their mass relative to the mass that survives */
  mass: Float64Array = new Float64Array(0)
  /** Σ mass: δ / (1 − δ), δ the share dropped */
  total = 0
  /** [K] whether a state is among them */
  marked: Uint8Array = new Uint8Array(0)

  reserve(states: number): void {
    this.clear()
    if (this.states.length >= states) return
    this.states = new Int32Array(states)
    this.mass = new Float64Array(states)
    this.marked = new Uint8Array(states)
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.marked[this.states[i]!] = 0
    this.count = 0
    this.total = 0
  }

  /** Takes the states of the frontier behind the first `count`, of which the mass `survived` was kept. */
  take({ count: reached, states, mass }: Frontier, count: number, survived: number): void {
    this.clear()
    for (let i = count; i < reached; i++) {
      const k = states[i]!
      if (mass[k] === 0) continue
      this.states[this.count] = k
      this.mass[this.count] = mass[k]! / survived
      this.marked[k] = 1
      this.total += this.mass[this.count++]!
    }
  }
}
