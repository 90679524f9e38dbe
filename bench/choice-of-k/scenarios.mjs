/** The data of the study: every data set is a formula of its scenario and its number, fixed before anything was run. */
import { createRandom } from '../../dist/random.js'

const gaussian = { family: 'gaussian' }
const families = ['gaussian', 'student-t']

/**
 * `states` and `family` are the truth; `grid` the families searched (null: Gaussian alone); `draw(random)` gives the rows of all
 * sequences. A to F are those of docs/choosing-k.md.
 */
export const scenarios = {
  A: panel('30 x 40, means 0, 3, 6', 30, 40, [0, 3, 6]),
  B: panel('30 x 40, means 0, 2, 4', 30, 40, [0, 2, 4]),
  C: panel('10 x 40, means 0, 2, 4', 10, 40, [0, 2, 4]),
  F: panel('30 x 40, means 0, 1.5, 3', 30, 40, [0, 1.5, 3]),
  D: panel('one series of 1200 by blocks, means 0, 2, 4', 1, 1200, [0, 2, 4]),
  E: {
    ...panel('30 x 40, means 0, 3, t(4) noise, both families searched', 30, 40, [0, 3], studentT(4)),
    family: 'student-t',
    grid: families,
  },
  'E-gaussian': panel('the same with Gaussians alone', 30, 40, [0, 3], studentT(4), 'E'),
  'B-families': {
    ...panel('B with both families searched', 30, 40, [0, 2, 4], normal, 'B'),
    family: 'gaussian',
    grid: families,
  },
  'null-gaussian': {
    ...panel('30 x 40, one state, both families searched', 30, 40, [0]),
    family: 'gaussian',
    grid: families,
  },
  'null-t5': {
    ...panel('30 x 40, one state, t(5) noise, both families searched', 30, 40, [0], studentT(5)),
    family: 'student-t',
    grid: families,
  },
  six: {
    what: '60 x 100, six states, three features',
    states: 6,
    most: 9,
    grid: null,
    columns: ['x1', 'x2', 'x3'],
    draw: (random) =>
      chain(random, 60, 100, 6, (state) => sixMeans[state].map((mean) => mean + random.normal())),
  },
  'semi-markov': {
    what: '30 x 100, three states at 0, 3, 6, each stay 1 + Poisson(9)',
    states: 3,
    most: 8,
    grid: null,
    columns: ['x'],
    draw: (random) => semiMarkov(random, 30, 100, [0, 3, 6]),
  },
}

/** Corners of a box and its middle: neighbours are three to four standard deviations apart. */
const sixMeans = [
  [0, 0, 0],
  [3, 0, 0],
  [0, 3, 0],
  [0, 0, 3],
  [3, 3, 3],
  [6, 0, 3],
]

function panel(what, sequences, steps, means, noise = normal, stream) {
  return {
    what,
    states: means.length,
    most: 5,
    grid: null,
    columns: ['x'],
    stream,
    draw: (random) => chain(random, sequences, steps, means.length, (k) => [means[k] + noise(random)]),
  }
}

function normal(random) {
  return random.normal()
}

/** Student's t as a normal over the root of a chi-square by its degrees of freedom. */
function studentT(freedom) {
  return (random) => {
    let squares = 0
    for (let i = 0; i < freedom; i++) squares += random.normal() ** 2
    return random.normal() / Math.sqrt(squares / freedom)
  }
}

/** Uniform start, stays with probability 0.9, else moves to any other state. */
function chain(random, sequences, steps, states, emit) {
  return Array.from({ length: sequences }, () => {
    let state = random.integer(states)
    return Array.from({ length: steps }, (_, t) => {
      if (t > 0 && states > 1 && random.uniform() >= 0.9)
        state = (state + 1 + random.integer(states - 1)) % states
      return emit(state)
    })
  })
}

function semiMarkov(random, sequences, steps, means) {
  return Array.from({ length: sequences }, () => {
    const rows = []
    let state = random.integer(3)
    while (rows.length < steps) {
      const stay = 1 + poisson(random, 9)
      for (let i = 0; i < stay && rows.length < steps; i++) rows.push([means[state] + random.normal()])
      state = (state + 1 + random.integer(2)) % 3
    }
    return rows
  })
}

/** Knuth's product of uniforms. */
function poisson(random, rate) {
  const least = Math.exp(-rate)
  let product = random.uniform()
  let count = 0
  while (product > least) {
    product *= random.uniform()
    count++
  }
  return count
}

/** Data set `number` (from 1) of a scenario: { config, dataset }, as the library takes them. */
export function dataSet(name, number) {
  const scenario = scenarios[name]
  const random = createRandom(20261125, 'choice-of-k', scenario.stream ?? name, number)
  const sequences = scenario.draw(random)
  const { columns } = scenario
  const offsets = Uint32Array.from([0, ...sequences.map(({ length }) => length)])
  for (let s = 1; s < offsets.length; s++) offsets[s] += offsets[s - 1]
  const steps = offsets.at(-1)
  const rows = sequences.flat()
  return {
    config: {
      data: { path: 'simulated.csv', sequence: 'id', x: columns },
      model: { gate: 'markov', experts: [{ ...gaussian, columns }] },
      training: { restarts: 8, seed: number, tolerance: 1e-7 },
      selection: { folds: 5 },
    },
    grid: scenario.grid === null ? {} : { 'model.experts.0.family': scenario.grid },
    dataset: {
      source: 'simulated.csv',
      sequenceIds: sequences.map((_, s) => String(s + 1)),
      offsets,
      columns: new Map(
        columns.map((name, d) => [
          name,
          { kind: 'number', values: Float64Array.from(rows, (row) => row[d]) },
        ]),
      ),
      roles: { x: columns, y: [], z: undefined, sequence: 'id', order: undefined },
      lines: Uint32Array.from({ length: steps }, (_, i) => i + 2),
      rows: Uint32Array.from({ length: steps }, (_, i) => i),
      warnings: [],
    },
    states: Array.from({ length: scenario.most }, (_, i) => i + 1),
  }
}
