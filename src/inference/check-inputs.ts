import { NumericalError } from '../errors.js'
import type { InferenceInputs } from './inputs.js'

/** Throws RangeError for arrays that are too short, NumericalError for log-densities that are NaN or +Infinity. */
export function checkInputs(inputs: InferenceInputs): void {
  const { states, steps, logInitial, transitions, logLikelihood } = inputs
  const cells = steps * states
  if (logInitial.length < states)
    throw new RangeError(`logInitial holds ${logInitial.length} numbers, expected ${states}`)
  if (logLikelihood.length < cells) {
    throw new RangeError(`logLikelihood holds ${logLikelihood.length} numbers, expected ${steps}·${states}`)
  }
  for (let k = 0; k < states; k++) {
    if (!(logInitial[k]! < Infinity)) throw badInitial(k, logInitial[k]!)
  }
  if (transitions.kind === 'step-weights') {
    const { logWeights } = transitions
    const length = cells - states
    if (logWeights.length < length)
      throw new RangeError(`logWeights holds ${logWeights.length} numbers, expected ${steps - 1}·${states}`)
    for (let i = 0; i < length; i++)
      if (!(logWeights[i]! < Infinity)) throw badWeight(i, states, logWeights[i]!)
  }
  for (let i = 0; i < cells; i++) {
    if (!(logLikelihood[i]! < Infinity))
      throw badDensity(Math.floor(i / states), i % states, logLikelihood[i]!)
  }
}

function badInitial(state: number, value: number): NumericalError {
  return new NumericalError(
    'log-initial',
    `the log initial probability of state ${state + 1} is ${value}; expected a number or -Infinity`,
    {
      hint: 'Look at the parameters of the gate: a probability is not a number.',
    },
  )
}

function badWeight(i: number, states: number, value: number): NumericalError {
  return new NumericalError(
    'log-weight',
    `the log weight of state ${(i % states) + 1} at step ${Math.floor(i / states) + 2} is ${value}; expected a number or -Infinity`,
    { hint: 'Look at the parameters of the gate: its network gives no number there.' },
  )
}

function badDensity(step: number, state: number, value: number): NumericalError {
  return new NumericalError(
    'log-density',
    `the log-density of step ${step + 1} in state ${state + 1} is ${value}; expected a finite number or -Infinity`,
    {
      hint: 'Look at the parameters of that state and the values at that step; a variance of zero or an infinite value does this.',
    },
  )
}
