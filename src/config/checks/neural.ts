import { inputColumn } from '../network-inputs.js'
import { isNeural, type NeuralConfig } from '../neural.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { checkReadings } from './readings.js'
import { checkTemplate } from './template.js'

/** What does not go together with networks, and networks that would see what they have to predict. */
export function checkNeural(config: Config): Complaint[] {
  const { model } = config
  if (!isNeural(model)) return checkTarget(config)
  return [
    ...checkAlone(config),
    ...checkGate(config),
    ...model.experts.flatMap((expert, i) =>
      expert.family === 'neural'
        ? [
            ...checkInputs(config, expert, ['model', 'experts', i]),
            ...checkTemplate(config, expert, ['model', 'experts', i]),
            ...checkReadings(expert.inputs, ['model', 'experts', i, 'inputs']),
          ]
        : [],
    ),
  ]
}

function checkTarget({ model }: Config): Complaint[] {
  if (model.target === 'x') return []
  const families = [...new Set(model.experts.map(({ family }) => family))].join(', ')
  const message = `y models data.y given data.x, but experts of the family ${families} depend on nothing; use the family neural, or write x`
  return [{ path: ['model', 'target'], message }]
}

function checkAlone({ model }: Config): Complaint[] {
  return model.experts.flatMap(({ family }, i): Complaint[] => {
    if (family === 'neural') return []
    const message = `${family} is fitted by EM, networks by gradient; in one model all experts are neural, or none`
    return [{ path: ['model', 'experts', i, 'family'], message }]
  })
}

function checkGate({ model }: Config): Complaint[] {
  const complaints: Complaint[] = []
  if (model.initial !== 'free')
    complaints.push({
      path: ['model', 'initial'],
      message: 'expected free: with neural experts the initial distribution is learnt by gradient',
    })
  if (model.transition !== undefined)
    complaints.push({
      path: ['model', 'transition'],
      atKey: true,
      message: 'with neural experts the transition matrix is learnt by gradient; take transition away',
    })
  return complaints
}

export function checkInputs(
  { data, model }: Config,
  { inputs, context }: Pick<NeuralConfig, 'inputs' | 'context'>,
  at: readonly (string | number)[],
): Complaint[] {
  const modelled = new Set([data.x ?? []].flat())
  return inputs.flatMap((input, i): Complaint[] => {
    const path = [...at, 'inputs', i]
    const name = inputColumn(input)
    if (name === 'previous' && model.target === 'y')
      return [
        {
          path,
          message:
            'previous is the target one step before, which is unknown when it is predicted; take it out',
        },
      ]
    if (model.target === 'x' && modelled.has(name) && context[1] > -1)
      return [{ path, message: seesItself(name, context) }]
    return []
  })
}

export function seesItself(name: string, [from, to]: readonly [number, number]): string {
  return `"${name}" is modelled at step t and seen at steps t${signed(from)} to t${signed(to)}; what is modelled may be seen up to t − 1 only: write context: [${Math.min(from, -1)}, -1], or previous`
}

function signed(offset: number): string {
  return offset === 0 ? '' : offset < 0 ? ` − ${-offset}` : ` + ${offset}`
}
