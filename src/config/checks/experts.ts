import type { ExpertConfig, LabelConfig, NeuralConfig } from '../experts.js'
import type { Complaint } from '../problems.js'

type EmConfig = Exclude<ExpertConfig, NeuralConfig | LabelConfig>

/** Start values and fixed parameters of each expert. */
export function checkExperts(experts: readonly ExpertConfig[]): Complaint[] {
  return experts.flatMap((expert, i) => {
    if (expert.family === 'neural' || expert.family === 'label') return []
    const at = ['model', 'experts', i]
    return [...checkFixed(expert, at), ...checkOrder(expert, at)]
  })
}

function checkFixed(expert: EmConfig, at: readonly (string | number)[]): Complaint[] {
  const start: Readonly<Record<string, unknown>> = expert.start ?? {}
  return (expert.fixed ?? []).flatMap((name, i): Complaint[] => {
    if (start[name] !== undefined) return []
    return [
      {
        path: [...at, 'fixed', i],
        message: `${name} is fixed at its start values, but there are none; give start.${name}`,
      },
    ]
  })
}

/** `probabilities` belong to order 0, `initial` and `transition` to order 1. */
function checkOrder(expert: EmConfig, at: readonly (string | number)[]): Complaint[] {
  if (expert.family !== 'categorical') return []
  const own = expert.order === 0 ? ['probabilities'] : ['initial', 'transition']
  return Object.keys(expert.start ?? {}).flatMap((name): Complaint[] => {
    if (own.includes(name)) return []
    const message = `a categorical expert of order ${expert.order} has no parameter ${name}; its start values are ${own.join(' and ')}`
    return [{ path: [...at, 'start', name], atKey: true, message }]
  })
}
