import { NumericalError } from '../errors.js'
import type { Random } from '../random.js'
import type { Transitions } from './inputs.js'
import { transitionRow } from './transition-row.js'

/**
 * A path z_{1:T} drawn from the gate alone, p(z_1)·Π p(z_{t+1} | z_t), states from 0.
 * `logInitial` [K] log, nats. NumericalError where a state is entered that no transition leaves.
 */
export function samplePriorPath(
  logInitial: Float64Array,
  transitions: Transitions,
  states: number,
  steps: number,
  random: Random,
): Int32Array {
  const path = new Int32Array(steps)
  const weights = new Float64Array(states)
  for (let t = 0; t < steps; t++) {
    if (t === 0) for (let k = 0; k < states; k++) weights[k] = Math.exp(logInitial[k]!)
    else transitionRow(transitions, states, t - 1, path[t - 1]!, weights)
    if (!weights.some((w) => w > 0)) throw deadEnd(t, path[t - 1])
    path[t] = random.index(weights)
  }
  return path
}

function deadEnd(t: number, from: number | undefined): NumericalError {
  const where =
    from === undefined ? 'no state can begin a sequence' : `no transition leaves state ${from + 1}`
  return new NumericalError('dead-end', `cannot draw step ${t + 1} of a path: ${where}`, {
    hint: 'Give that row of the gate at least one positive probability.',
  })
}
