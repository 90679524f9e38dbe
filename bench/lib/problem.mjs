import { sharedFloat64, sharedInt32 } from '../../dist/data/shared-arrays.js'
import { createRandom } from '../../dist/random.js'

export const FAMILIES = ['gaussian-1', 'gaussian-8', 'categorical-1000']

const STAY = 0.9

/**
 * Sequences drawn from a hidden Markov model with overlapping states, and start parameters beside the truth.
 * `family`: gaussian-D (diagonal covariances, x [N][D]) or categorical-V (x [N] codes).
 * x stands on shared memory, as dsm's readers leave it.
 */
export function createProblem({ family, states, sequences, steps }) {
  const [kind, width] = [family.split('-')[0], Number(family.split('-')[1])]
  if (!['gaussian', 'categorical'].includes(kind) || !(width >= 1))
    throw new Error(`no family ${family}: expected gaussian-D or categorical-V, as in ${FAMILIES.join(', ')}`)
  const random = createRandom(1, 'bench', family, states)
  const path = drawPath(states, sequences, steps, random.split('path'))
  const drawn =
    kind === 'gaussian' ? gaussian(path, states, width, random) : categorical(path, states, width, random)
  const parameters = {
    initial: new Float64Array(states).fill(1 / states),
    transition: Float64Array.from({ length: states * states }, (_, i) =>
      i % (states + 1) === 0 ? (states > 1 ? STAY : 1) : (1 - STAY) / (states - 1),
    ),
    ...drawn.parameters,
  }
  return { family, kind, width, states, sequences, steps, x: drawn.x, parameters }
}

function drawPath(states, sequences, steps, random) {
  const path = new Int32Array(sequences * steps)
  for (let n = 0, i = 0; n < sequences; n++) {
    let state = random.integer(states)
    for (let t = 0; t < steps; t++, i++) {
      path[i] = state
      if (states > 1 && random.uniform() >= STAY) state = (state + 1 + random.integer(states - 1)) % states
    }
  }
  return path
}

/** One column: states two standard deviations apart. Several: centres drawn at random, as far apart on the average. */
function gaussian(path, states, columns, random) {
  const centres = Float64Array.from({ length: states * columns }, (_, i) =>
    columns === 1 ? 2 * i : random.normal(),
  )
  const x = sharedFloat64(path.length * columns)
  for (let i = 0; i < path.length; i++)
    for (let d = 0; d < columns; d++) x[i * columns + d] = centres[path[i] * columns + d] + random.normal()
  const parameters = {
    mean: centres.map((centre) => centre + 0.5 * random.normal()),
    variance: new Float64Array(centres.length).fill(1.5),
  }
  return { x, parameters }
}

/** Each state prefers its own stretch of the symbols, which overlaps with its neighbours'. */
function categorical(path, states, symbols, random) {
  const x = sharedInt32(path.length)
  for (let i = 0; i < x.length; i++) {
    const place = Math.floor((symbols * (path[i] + 0.5 + 0.7 * random.normal())) / states)
    x[i] = Math.min(symbols - 1, Math.max(0, place))
  }
  const probabilities = new Float64Array(states * symbols)
  for (let k = 0; k < states; k++) {
    const row = probabilities.subarray(k * symbols, (k + 1) * symbols)
    for (let v = 0; v < symbols; v++) {
      const distance = ((v + 0.5) * states) / symbols - k - 0.5
      row[v] = (0.1 + Math.exp(-0.5 * distance ** 2)) * (0.5 + random.uniform())
    }
    const sum = row.reduce((a, b) => a + b, 0)
    for (let v = 0; v < symbols; v++) row[v] /= sum
  }
  return { x, parameters: { probabilities } }
}
