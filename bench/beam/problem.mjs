import { createRandom } from '../../dist/random.js'

/** States on a ring. `sparse`: each leads to itself and four neighbours; `sticky`: dense, 0.9 on the diagonal. */
export function ringModel(kind, states) {
  const random = createRandom(1, 'bench', kind, states)
  const logInitial = new Float64Array(states).fill(-Math.log(states))
  if (kind === 'sticky') {
    const probabilities = new Float64Array(states * states)
    for (let j = 0; j < states; j++) {
      const row = Float64Array.from({ length: states }, () => random.uniform())
      const total = row.reduce((a, b) => a + b, 0)
      for (let k = 0; k < states; k++)
        probabilities[j * states + k] = (0.1 * row[k]) / total + (j === k ? 0.9 : 0)
    }
    return { states, logInitial, transitions: { kind: 'dense', probabilities } }
  }
  const rowStarts = Int32Array.from({ length: states + 1 }, (_, j) => 5 * j)
  const columns = Int32Array.from({ length: 5 * states }, (_, i) => (Math.floor(i / 5) + (i % 5)) % states)
  const probabilities = Float64Array.from(
    { length: 5 * states },
    (_, i) => [0.6, 0.2, 0.1, 0.06, 0.04][i % 5],
  )
  return { states, logInitial, transitions: { kind: 'sparse', rowStarts, columns, probabilities } }
}

/** A sequence drawn from it: a number around the place of the state on the ring, `spread` places wide. */
export function draw({ states, transitions }, steps, spread) {
  const random = createRandom(2, 'bench', transitions.kind, states)
  const logLikelihood = new Float64Array(steps * states)
  let z = random.integer(states)
  for (let t = 0; t < steps; t++) {
    const x = z + spread * random.normal()
    for (let k = 0; k < states; k++) {
      const far = Math.abs(x - k) % states
      const d = Math.min(far, states - far) / spread
      logLikelihood[t * states + k] = -0.5 * d * d - Math.log(spread) - 0.5 * Math.log(2 * Math.PI)
    }
    z = next(transitions, states, z, random)
  }
  return logLikelihood
}

function next(transitions, states, z, random) {
  if (transitions.kind === 'dense')
    return random.index(transitions.probabilities.subarray(z * states, (z + 1) * states))
  const from = transitions.rowStarts[z]
  return transitions.columns[from + random.index(transitions.probabilities.subarray(from, from + 5))]
}
