import type { InputConfig } from '../network-inputs.js'
import { isNeural } from '../neural.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { checkReadings } from './readings.js'
import { checkSeen } from './seen.js'

const at = ['model', 'recurrence']

/** What does not go together with the gate `recurrent`, and a recurrence that would see what it has to predict. */
export function checkRecurrence(config: Config): Complaint[] {
  const { gate, recurrence } = config.model
  if (gate !== 'recurrent') {
    if (recurrence === undefined) return []
    const message = `the gate ${gate} has no recurrence; take recurrence away, or write gate: recurrent`
    return [{ path: at, atKey: true, message }]
  }
  const { inputs, context } = { context: [0, 0] as [number, number], ...recurrence }
  return [
    ...checkExperts(config),
    ...checkSees(config, inputs),
    ...(inputs === undefined ? [] : checkSeen(config, { inputs, context }, [...at, 'inputs'])),
    ...checkReadings(inputs ?? [], [...at, 'inputs']),
    ...(inputs ?? []).flatMap(checkVectors),
  ]
}

function checkExperts({ model }: Config): Complaint[] {
  if (isNeural(model)) return []
  const message =
    'recurrent is learnt by gradient, and so are neural experts; use the family neural (a template for each state: output, units: [] and no inputs), or another gate'
  return [{ path: ['model', 'gate'], message }]
}

function checkSees({ data, model }: Config, inputs: readonly InputConfig[] | undefined): Complaint[] {
  if (inputs !== undefined || model.target === 'x' || data.x !== undefined) return []
  const message = 'is missing; with target: y the recurrence sees data.x, and there is none: name its columns'
  return [{ path: [...at, 'inputs'], message }]
}

function checkVectors(input: InputConfig, i: number): Complaint[] {
  if (typeof input === 'string') return []
  const path = [...at, 'inputs', i]
  if ('characters' in input)
    return [
      {
        path,
        message:
          'a recurrence does not read letters; write { symbols: column }, part: suffix perhaps, and leave characters to the experts',
      },
    ]
  if (input.embedding === undefined) return []
  return [
    {
      path: [...path, 'embedding'],
      atKey: true,
      message: 'a recurrence learns a row of weights for each symbol as it is; take embedding away',
    },
  ]
}
