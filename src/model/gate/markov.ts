import type { ModelConfig } from '../../config/schema.js'
import { ConfigError, NumericalError } from '../../errors.js'
import type { Transitions } from '../../inference/inputs.js'
import { closedClasses } from '../../math/closed-classes.js'
import { stationaryDistribution } from '../../math/stationary-distribution.js'
import type { Gate } from '../gate.js'
import { type TensorLayout, tensor } from '../tensor.js'
import { maximiseStationary } from './stationary-chain.js'
import { type Topology, topology } from './topology.js'
import { logWeightsPrior, maximiseWeights, weightsRule } from './weights.js'

/** α starts the chain, A moves it: p(z_{1:T}) = α_{z_1} Π_t A_{z_{t−1} z_t}. */
export function markovGate(config: ModelConfig, states: number): Gate {
  const rule = weightsRule(config.initial, states)
  const chain = topology(config.transition, states)
  const concentration = config.transition?.prior?.concentration ?? 1
  const stickiness = config.transition?.prior?.stickiness ?? 0
  const fixed = config.transition?.fixed ?? false
  const stationary = rule.kind === 'stationary'
  if (stationary) checkUnique(chain, states)
  const layouts = {
    weights: { axes: ['state'], shape: [states] },
    transition: { axes: ['state', 'state'], shape: [states, states] },
  } satisfies Record<string, TensorLayout>
  const pseudoCount = (j: number, k: number) => concentration - 1 + (j === k ? stickiness : 0)

  const parameters = (weights: Float64Array, transition: Float64Array) => ({
    weights: tensor(layouts.weights, stationary ? stationaryLaw(transition, states) : weights),
    transition: tensor(layouts.transition, transition),
  })

  /** Expected counts of `inputs().transitions`, with the prior's pseudo-counts, as [K][K]. */
  function countsOf(statistics: Float64Array): Float64Array {
    const counts = new Float64Array(states * states)
    for (let j = 0; j < states; j++) {
      for (let i = chain.rowStarts[j]!; i < chain.rowStarts[j + 1]!; i++) {
        const k = chain.columns[i]!
        counts[j * states + k] = statistics[2 * states + i]! + pseudoCount(j, k)
      }
    }
    return counts
  }

  return {
    kind: 'markov',
    states,
    layout: layouts,
    start: {
      ...(rule.startGiven ? { weights: tensor(layouts.weights, rule.start) } : {}),
      ...(chain.startGiven ? { transition: tensor(layouts.transition, chain.start) } : {}),
    },
    fixed: [...(rule.kind === 'fixed' ? ['weights'] : []), ...(fixed ? ['transition'] : [])],
    statisticsLength: 2 * states + chain.columns.length,
    freeParameters: rule.freeParameters + (fixed ? 0 : chain.columns.length - states),
    restricted: rule.allowed.includes(0) || chain.allowed.includes(0),
    initialise: () => parameters(rule.start, chain.start),
    inputs: ({ weights, transition }) => ({
      logInitial: weights!.values.map(Math.log),
      transitions: transitionsOf(chain, transition!.values),
    }),
    maximise(statistics, { weights, transition }) {
      const initialCounts = statistics.subarray(0, states)
      const previous = transition!.values
      if (fixed) return parameters(maximiseWeights(rule, initialCounts, weights!.values), previous)
      const transitionCounts = countsOf(statistics)
      const next = stationary
        ? maximiseStationary({ states, allowed: chain.allowed, initialCounts, transitionCounts }, previous)
        : normaliseRows(transitionCounts, previous, states)
      return parameters(maximiseWeights(rule, initialCounts, weights!.values), next)
    },
    logPrior({ weights, transition }) {
      let sum = logWeightsPrior(rule, weights!.values)
      if (fixed) return sum
      for (let j = 0; j < states; j++) {
        for (let i = chain.rowStarts[j]!; i < chain.rowStarts[j + 1]!; i++) {
          const k = chain.columns[i]!
          const pseudo = pseudoCount(j, k)
          if (pseudo > 0) sum += pseudo * Math.log(transition!.values[j * states + k]!)
        }
      }
      return sum
    },
  }
}

/** A state that was never left keeps its row. */
function normaliseRows(counts: Float64Array, previous: Float64Array, states: number): Float64Array {
  const next = counts.slice()
  for (let j = 0; j < states; j++) {
    let total = 0
    for (let k = 0; k < states; k++) total += counts[j * states + k]!
    for (let k = 0; k < states; k++) {
      const i = j * states + k
      next[i] = total > 0 ? counts[i]! / total : previous[i]!
    }
  }
  return next
}

function transitionsOf(chain: Topology, matrix: Float64Array): Transitions {
  if (chain.columns.length === matrix.length) return { kind: 'dense', probabilities: matrix }
  const { rowStarts, columns } = chain
  const states = rowStarts.length - 1
  const probabilities = new Float64Array(columns.length)
  for (let j = 0; j < states; j++)
    for (let i = rowStarts[j]!; i < rowStarts[j + 1]!; i++)
      probabilities[i] = matrix[j * states + columns[i]!]!
  return { kind: 'sparse', rowStarts, columns, probabilities }
}

function stationaryLaw(transition: Float64Array, states: number): Float64Array {
  const law = stationaryDistribution(transition, states)
  if (law !== null) return law
  throw new NumericalError(
    'no-stationary-distribution',
    'transition probabilities became 0 and left a chain that can be caught in more than one set of states',
    { hint: 'use initial: free, fewer states, or a prior on the transitions' },
  )
}

function checkUnique(chain: Topology, states: number): void {
  const classes = closedClasses(chain.allowed, states)
  if (classes.length === 1) return
  const names = classes.map((members) => `{${members.map((k) => k + 1).join(', ')}}`).join(' and ')
  throw new ConfigError(
    'no-stationary-distribution',
    `initial: stationary needs a chain with one stationary distribution, but it can be caught in ${names}`,
    { where: 'model.initial', hint: 'allow a transition between these sets of states, or use initial: free' },
  )
}
