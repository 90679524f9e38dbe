import { createRandom } from '../../dist/random.js'

/** Sequences drawn from a Gaussian HMM with overlapping states, and start parameters beside the truth. */
export function createProblem(states, sequences, steps) {
  const random = createRandom(1, 'em-iteration', states)
  const stay = 0.9
  const move = states > 1 ? (1 - stay) / (states - 1) : 0
  const x = new Float64Array(sequences * steps)
  for (let n = 0, i = 0; n < sequences; n++) {
    let state = random.integer(states)
    for (let t = 0; t < steps; t++, i++) {
      x[i] = 2 * state + random.normal()
      if (random.uniform() >= stay) state = (state + 1 + random.integer(states - 1)) % states
    }
  }
  const transition = Float64Array.from({ length: states * states }, (_, i) =>
    i % (states + 1) === 0 ? stay : move,
  )
  const parameters = {
    initial: new Float64Array(states).fill(1 / states),
    transition,
    mean: Float64Array.from({ length: states }, (_, k) => 2 * k + 0.5 * random.normal()),
    variance: new Float64Array(states).fill(1.5),
  }
  return { states, sequences, steps, x, parameters }
}
