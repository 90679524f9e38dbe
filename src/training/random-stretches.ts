import type { Encoded } from '../encode/encoded.js'
import type { Random } from '../random.js'

/**
 * [N] a state for each step that stays for a stretch of random length: where a chain may start when its states differ in
 * more than their place. The mean length is drawn between 2 and what gives each state one stretch in a sequence, log-uniformly.
 */
export function randomStretches({ offsets }: Encoded, states: number, random: Random): Int32Array {
  const sequences = offsets.length - 1
  const steps = offsets[sequences]!
  const longest = Math.max(2, steps / Math.max(1, sequences) / states)
  const change = 1 / (2 * (longest / 2) ** random.uniform())
  const labels = new Int32Array(steps)
  for (let s = 0; s < sequences; s++) {
    let state = random.integer(states)
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
      if (random.uniform() < change) state = random.integer(states)
      labels[i] = state
    }
  }
  return labels
}
