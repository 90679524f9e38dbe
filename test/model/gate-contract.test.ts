import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { takeSequences } from '../../src/encode/index.js'
import { ConfigError } from '../../src/errors.js'
import { createReferenceEngine, type Transitions } from '../../src/inference/index.js'
import { compileModel } from '../../src/model/compile.js'
import { gates } from '../../src/model/gate/registry.js'
import type { Gate } from '../../src/model/gate.js'
import { permuteStates } from '../../src/model/permute.js'
import { createStatistics } from '../../src/model/statistics.js'
import { type Parameters, tensor } from '../../src/model/tensor.js'
import { createRandom, type Random } from '../../src/random.js'
import { expectation } from '../../src/training/expectation.js'
import { fitToEnd } from '../../src/training/fit.js'
import {
  expertCases,
  gateCases,
  randomCase,
  STATES,
  simplexRows,
  stationaryByIteration,
} from './random-case.js'

const SEED = 20250102
const RUNS = 40
const SUM_TO_ONE = 1e-12
const ADD_UP = 1e-10
/** How much better than the M-step a perturbation may look: rounding, and 50 rounds of ascent for a stationary chain. */
const MAXIMUM = 1e-9
const STATIONARY_MAXIMUM = 1e-6

const priors = {
  'markov, Dirichlet priors and stickiness': {
    gate: 'markov',
    initial: { prior: { concentration: 1.5 } },
    transition: { prior: { concentration: 1.2, stickiness: 3 } },
  },
  'markov, stationary, with a prior': {
    gate: 'markov',
    initial: 'stationary',
    transition: { prior: { concentration: 2 } },
  },
  'markov, structural zeros and a prior': {
    ...gateCases['markov, structural zeros']!,
    transition: { ...gateCases['markov, structural zeros']!.transition, prior: { concentration: 1.5 } },
  },
  'static with a prior': { gate: 'static', initial: { prior: { concentration: 2 } } },
  'independent with a prior': { gate: 'independent', initial: { prior: { concentration: 2 } } },
} satisfies typeof gateCases

const all: typeof gateCases = {
  ...gateCases,
  ...priors,
  'markov, fixed transitions': {
    gate: 'markov',
    transition: {
      start: [
        [0.5, 0.5, 0],
        [0.1, 0.8, 0.1],
        [0, 0.3, 0.7],
      ],
      fixed: true,
    },
  },
  'markov, given starts': { gate: 'markov', initial: { start: [0.9, 0.1, 0] } },
}

/** What gates that see data are told of them. */
const nothing = { plan: { groups: [], labels: null }, experts: [] }

function createGate(name: string, states = STATES): Gate {
  const model = { ...all[name]!, states, experts: [{ family: 'poisson' as const, columns: 'a' }] }
  return gates[model.gate](configSchema.parse({ data: {}, model }).model, states, nothing)
}

/** p(z_{t+1} = k | z_t = j), from the arrays that inference gets. */
function matrixOf(transitions: Transitions): number[][] {
  const rows = Array.from({ length: STATES }, () => new Array<number>(STATES).fill(0))
  for (const [j, row] of rows.entries()) {
    if (transitions.kind === 'identity') row[j] = 1
    else if (transitions.kind === 'sparse') {
      for (let i = transitions.rowStarts[j]!; i < transitions.rowStarts[j + 1]!; i++)
        row[transitions.columns[i]!] = transitions.probabilities[i]!
    } else if (transitions.kind === 'dense' || transitions.kind === 'low-rank') {
      for (let k = 0; k < STATES; k++) {
        row[k] =
          transitions.kind === 'dense'
            ? transitions.probabilities[j * STATES + k]!
            : transitions.left[j]! * transitions.right[k]!
      }
    } else throw new Error(`no gate gives ${transitions.kind} transitions yet`)
  }
  return rows
}

const isStationary = (name: string) => all[name]!.initial === 'stationary'

/** Parameters drawn at random within the zeros and fixed values of a gate. */
function drawParameters(name: string, gate: Gate, random: Random): Parameters {
  const { weights, transition } = gate.initialise()
  const rows =
    transition &&
    (gate.fixed.includes('transition') ? transition.values : simplexRows(transition.values, STATES, random))
  return withRows(
    name,
    gate,
    gate.fixed.includes('weights') ? weights!.values : simplexRows(weights!.values, STATES, random),
    rows,
  )
}

function withRows(
  name: string,
  gate: Gate,
  weights: Float64Array,
  rows: Float64Array | undefined,
): Parameters {
  const law = isStationary(name) ? stationaryByIteration(rows!, STATES) : weights
  return {
    weights: tensor(gate.layout.weights!, law),
    ...(rows && { transition: tensor(gate.layout.transition!, rows) }),
  }
}

/** Statistics that some data could have; now and then a state that was never visited. */
function drawStatistics(gate: Gate, random: Random): Float64Array {
  const dead = random.uniform() < 0.3 ? random.integer(STATES) : -1
  return Float64Array.from({ length: gate.statisticsLength }, (_, i) =>
    i < 2 * STATES && i % STATES === dead ? 0 : 10 * random.gamma(0.7),
  )
}

/** Expected complete-data log-likelihood of the gate plus log prior. */
function objective(gate: Gate, statistics: Float64Array, parameters: Parameters): number {
  const log = (p: number, n: number) => (n > 0 ? n * Math.log(p) : 0)
  const weights = parameters.weights!.values
  const from = gate.kind === 'independent' ? STATES : 0
  let sum = gate.logPrior(parameters)
  for (let k = 0; k < STATES; k++)
    if (!gate.fixed.includes('weights')) sum += log(weights[k]!, statistics[from + k]!)
  if (gate.kind !== 'markov') return sum
  const matrix = parameters.transition!.values
  const pattern = gate.initialise().transition!.values
  let at = 2 * STATES
  for (let i = 0; i < matrix.length; i++) if (pattern[i]! > 0) sum += log(matrix[i]!, statistics[at++]!)
  return sum
}

function each(name: string, claim: (gate: Gate, random: Random) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => claim(createGate(name), createRandom(seed))),
    { seed: SEED, numRuns: RUNS },
  )
}

describe.each(Object.keys(all))('%s', (name) => {
  it('weights and rows sum to one, before and after an M-step', () => {
    each(name, (gate, random) => {
      const drawn = drawParameters(name, gate, random)
      for (const parameters of [
        gate.initialise(),
        drawn,
        gate.maximise(drawStatistics(gate, random), drawn),
      ]) {
        const { logInitial, transitions } = gate.inputs(parameters)!
        expect(Math.abs(logInitial.reduce((sum, log) => sum + Math.exp(log), 0) - 1)).toBeLessThan(SUM_TO_ONE)
        for (const row of matrixOf(transitions)) {
          expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(SUM_TO_ONE)
          expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
        }
      }
    })
  })

  it('zeros stay exactly zero and fixed parameters keep every bit in an M-step', () => {
    each(name, (gate, random) => {
      const drawn = drawParameters(name, gate, random)
      const next = gate.maximise(drawStatistics(gate, random), drawn)
      for (const [part, { values }] of Object.entries(gate.initialise())) {
        if (gate.fixed.includes(part)) expect([...next[part]!.values]).toEqual([...drawn[part]!.values])
        if (part === 'weights' && isStationary(name)) continue
        values.forEach((p, i) => {
          if (p === 0) expect(next[part]!.values[i]).toBe(0)
        })
      }
    })
  })

  it('the M-step is a maximum: no feasible perturbation is better', () => {
    each(name, (gate, random) => {
      const statistics = drawStatistics(gate, random)
      const next = gate.maximise(statistics, drawParameters(name, gate, random))
      const value = objective(gate, statistics, next)
      const slack = (isStationary(name) ? STATIONARY_MAXIMUM : MAXIMUM) * (1 + Math.abs(value))
      for (let trial = 0; trial < 30; trial++) {
        const other = drawParameters(name, gate, random)
        const step = 10 ** (-3 * random.uniform())
        const mix = (part: string) =>
          next[part]?.values.map((p, i) => (1 - step) * p + step * other[part]!.values[i]!)
        const perturbed = withRows(name, gate, mix('weights')!, mix('transition'))
        const better = objective(gate, statistics, perturbed) - value
        if (better > slack) expect.fail(`a step of ${step} is better by ${better}, objective ${value}`)
      }
    })
  })

  it('the M-step never falls below where it came from', () => {
    each(name, (gate, random) => {
      const statistics = drawStatistics(gate, random)
      const before = drawParameters(name, gate, random)
      const value = objective(gate, statistics, before)
      expect(objective(gate, statistics, gate.maximise(statistics, before))).toBeGreaterThanOrEqual(
        value - 1e-10 * (1 + Math.abs(value)),
      )
    })
  })

  it('without any statistics the M-step keeps the parameters, or gives the mode of the prior', () => {
    each(name, (gate, random) => {
      if (name in priors) return
      const drawn = drawParameters(name, gate, random)
      const next = gate.maximise(new Float64Array(gate.statisticsLength), drawn)
      for (const part of Object.keys(drawn)) {
        drawn[part]!.values.forEach((p, i) => {
          expect(Math.abs(next[part]!.values[i]! - p)).toBeLessThan(1e-9)
        })
      }
    })
  })

  it('statistics of two halves of the data add up to those of the whole', () => {
    for (const expert of Object.keys(expertCases)) {
      const drawn = randomCase(all[name]!, expertCases[expert]!, {
        seed: 5,
        sequences: 4,
        maxSteps: 6,
        missing: 0.3,
      })
      const compiled = compileModel(drawn.model, drawn.parameters)
      const collect = (data: typeof drawn.data, into = createStatistics(drawn.model)) => {
        const { logLikelihood } = expectation(compiled, data, createReferenceEngine(), into)
        return { logLikelihood, values: into.values.slice(), into }
      }
      const whole = collect(drawn.data)
      const first = collect(takeSequences(drawn.data, [0, 2]))
      const second = collect(takeSequences(drawn.data, [1, 3]))
      expect(Math.abs(first.logLikelihood + second.logLikelihood - whole.logLikelihood)).toBeLessThan(ADD_UP)
      whole.values.forEach((value, i) => {
        const difference = Math.abs(first.values[i]! + second.values[i]! - value)
        if (!(difference <= ADD_UP * (1 + Math.abs(value))))
          expect.fail(`${expert}, statistic ${i}: off by ${difference}`)
      })
      const added = collect(
        takeSequences(drawn.data, [1, 3]),
        collect(takeSequences(drawn.data, [0, 2])).into,
      )
      whole.values.forEach((value, i) => {
        expect(Math.abs(added.values[i]! - value)).toBeLessThanOrEqual(ADD_UP * (1 + Math.abs(value)))
      })
    }
  })

  it('zeros and fixed values survive a whole fit, and the weights of a stationary chain are its stationary law', async () => {
    const drawn = randomCase(all[name]!, [{ family: 'gaussian', columns: 'a' }], {
      seed: 8,
      sequences: 4,
      maxSteps: 25,
    })
    const options = configSchema.shape.training.parse({ restarts: 3, maxIterations: 40 })
    const { parameters } = await fitToEnd({ ...drawn, engine: createReferenceEngine() }, options)
    for (const [part, { values }] of Object.entries(drawn.model.gate.initialise())) {
      if (part === 'weights' && isStationary(name)) continue
      values.forEach((p, i) => {
        if (p === 0 || drawn.model.gate.fixed.includes(part)) expect(parameters.gate[part]!.values[i]).toBe(p)
      })
    }
    if (!isStationary(name)) return
    const { weights, transition } = parameters.gate
    for (let k = 0; k < STATES; k++) {
      let arriving = 0
      for (let j = 0; j < STATES; j++) arriving += weights!.values[j]! * transition!.values[j * STATES + k]!
      expect(Math.abs(arriving - weights!.values[k]!)).toBeLessThan(1e-10)
    }
  })

  it('renaming the states changes nothing that is said about the data, and renaming back gives the same bits', () => {
    const order = [2, 0, 1]
    const back = order.map((_, k) => order.indexOf(k))
    for (const expert of Object.keys(expertCases)) {
      const drawn = randomCase(all[name]!, expertCases[expert]!, { seed: 11, sequences: 2, maxSteps: 8 })
      const permuted = permuteStates(drawn.parameters, order)
      expect(permuteStates(permuted, back)).toEqual(drawn.parameters)
      if (drawn.model.gate.restricted) continue
      const ask = (parameters: typeof permuted) => {
        const { inputs } = compileModel(drawn.model, parameters).toInferenceInputs(drawn.data, 0)
        return createReferenceEngine().logLikelihood(inputs).logLikelihood
      }
      expect(Math.abs(ask(permuted) - ask(drawn.parameters))).toBeLessThan(ADD_UP)
      const smoothed = (parameters: typeof permuted) => {
        const { inputs } = compileModel(drawn.model, parameters).toInferenceInputs(drawn.data, 0)
        return createReferenceEngine()
          .smooth(inputs)
          .smoothed.slice(0, inputs.steps * STATES)
      }
      const [before, after] = [smoothed(drawn.parameters), smoothed(permuted)]
      after.forEach((p, i) => {
        expect(Math.abs(p - before[i - (i % STATES) + order[i % STATES]!]!)).toBeLessThan(ADD_UP)
      })
    }
  })
})

describe('free parameters of a gate leave out zeros, fixed values and what follows from others', () => {
  const counts: Readonly<Record<string, number>> = {
    static: 2,
    'static, fixed weights with a zero': 0,
    independent: 2,
    'independent, fixed weights': 0,
    markov: 2 + 6,
    'markov, fixed initial': 6,
    'markov, stationary': 6,
    'markov, structural zeros': 2 + 3,
    'markov, structural zeros, stationary': 3,
    'markov, left-right': 2 + 1,
    'markov, fixed transitions': 2,
    'markov, given starts': 1 + 6,
  }
  it.each(Object.entries(counts))('%s: %i', (name, count) => {
    expect(createGate(name).freeParameters).toBe(count)
  })
})

describe('priors', () => {
  it('a Dirichlet prior of concentration c adds c − 1 pseudo-counts to every allowed entry, stickiness to staying', () => {
    const gate = createGate('markov, Dirichlet priors and stickiness')
    const statistics = Float64Array.from([4, 0, 0, 0, 0, 0, 5, 2, 1, 0, 0, 0, 1, 1, 1])
    const { weights, transition } = gate.maximise(statistics, gate.initialise())
    const rows = [
      [5 + 0.2 + 3, 2 + 0.2, 1 + 0.2],
      [0.2, 3.2, 0.2],
      [1.2, 1.2, 1.2 + 3],
    ]
    const expected = rows.flatMap((row) => row.map((n) => n / row.reduce((a, b) => a + b, 0)))
    expected.forEach((p, i) => {
      expect(transition!.values[i]).toBeCloseTo(p, 12)
    })
    expect(weights!.values[0]).toBeCloseTo(4.5 / 5.5, 12)
    expect(weights!.values[1]).toBeCloseTo(0.5 / 5.5, 12)
  })

  it('structural zeros get no pseudo-counts', () => {
    const gate = createGate('markov, structural zeros and a prior')
    const { transition } = gate.maximise(new Float64Array(gate.statisticsLength), gate.initialise())
    expect([...transition!.values]).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5, 0.5, 0, 0.5])
  })

  it('without a prior the log prior is zero', () => {
    for (const name of Object.keys(gateCases)) {
      const gate = createGate(name)
      expect(gate.logPrior(drawParameters(name, gate, createRandom(1)))).toBe(0)
    }
  })
})

describe('a chain that has no unique stationary distribution', () => {
  it('is refused with the sets of states that it can be caught in', () => {
    const model = {
      gate: 'markov',
      states: 3,
      initial: 'stationary',
      transition: {
        allowed: [
          [1, 0, 0],
          [1, 1, 1],
          [0, 0, 1],
        ],
      },
      experts: [{ family: 'poisson' }],
    }
    const config = configSchema.parse({ data: {}, model }).model
    expect(() => gates.markov(config, 3, nothing)).toThrow(ConfigError)
    expect(() => gates.markov(config, 3, nothing)).toThrow(/\{1\} and \{3\}/)
  })
})
