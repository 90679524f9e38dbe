import { hasLabel } from '../label.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { transitionNetwork } from '../transition-network.js'

/** States that are labels: one column of them, unknown when it is predicted, given by a chain that sees inputs. */
export function checkLabel({ data, model }: Config): Complaint[] {
  if (!hasLabel(model)) return []
  const i = model.experts.findIndex(({ family }) => family === 'label')
  const path = ['model', 'experts', i, 'family']
  const others = model.experts.flatMap(({ family }, e): Complaint[] =>
    family === 'label' && e !== i
      ? [
          {
            path: ['model', 'experts', e, 'family'],
            message: 'the states are the labels of one column; take this one away',
          },
        ]
      : [],
  )
  if (model.target !== 'y')
    return [
      ...others,
      {
        path,
        message: 'labels are predicted from data.x; write target: y, and the column of labels in data.y',
      },
    ]
  if (data.z !== undefined)
    return [
      ...others,
      {
        path: ['data', 'z'],
        message: 'the states are the labels of data.y here, so data.z cannot name them too; take z away',
      },
    ]
  const inherited =
    model.transition?.inputs === undefined && model.experts.some(({ family }) => family === 'neural')
  if (model.gate !== 'markov' || (transitionNetwork(model) === null && !inherited))
    return [
      ...others,
      {
        path,
        message:
          'nothing would say which label a step has; write gate: markov and transition: { inputs: [...] } with the columns that it depends on',
      },
    ]
  return others
}
