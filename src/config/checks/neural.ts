import { isNeural } from '../neural.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { transitionNetwork } from '../transition-network.js'
import { checkReadings } from './readings.js'
import { checkSeen } from './seen.js'
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
            ...checkSeen(config, expert, ['model', 'experts', i, 'inputs']),
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
    if (family === 'neural' || family === 'label') return []
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
  const { allowed, start, fixed, prior } = model.transition ?? {}
  const matrix = fixed || [allowed, start, prior].some((key) => key !== undefined)
  if (matrix && transitionNetwork(model) === null)
    complaints.push({
      path: ['model', 'transition'],
      atKey: true,
      message: 'with neural experts the transition matrix is learnt by gradient; take transition away',
    })
  return complaints
}
