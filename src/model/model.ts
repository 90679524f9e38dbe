import type { ModelConfig } from '../config/schema.js'
import type { EncodingPlan } from '../encode/encoded.js'
import type { ExpertColumns } from '../encode/expert-columns.js'
import { ConfigError } from '../errors.js'
import type { Expert } from './expert.js'
import { createExpert } from './experts/registry.js'
import { gates } from './gate/registry.js'
import type { Gate } from './gate.js'
import type { Parameters } from './tensor.js'

/** The structure of a dynamic sequence mixture: a gate and experts for K states. Holds no parameters. */
export interface Model {
  readonly states: number
  /** [K] labels where z names the states, else '1' … 'K'. */
  readonly stateNames: readonly string[]
  readonly gate: Gate
  readonly experts: readonly Expert[]
}

/** The parameters of a model, in the order of its experts. */
export interface ModelParameters {
  readonly gate: Parameters
  readonly experts: readonly Parameters[]
}

/** The formula for given columns: `experts` as `splitExperts` gives them, `plan` learnt from the training data. */
export function buildModel(
  config: ModelConfig,
  experts: readonly ExpertColumns[],
  plan: EncodingPlan,
): Model {
  const states = countStates(config, plan.labels)
  const named = plan.labels?.length === states ? plan.labels : null
  return {
    states,
    stateNames: Array.from({ length: states }, (_, k) => named?.[k] ?? plan.labels?.[k] ?? String(k + 1)),
    gate: gates[config.gate](config, states, plan.gate ?? []),
    experts: experts.map((expert, e) =>
      at(`model.experts[${expert.entry}]`, () => createExpert(expert.config, plan.groups[e]!, states)),
    ),
  }
}

/** Puts the place of an expert in the config before what it says about its own keys. */
function at<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ConfigError) || error.where?.startsWith('model.')) throw error
    const where = error.where === undefined ? path : `${path}.${error.where}`
    const joint = /^(start|fixed)\b/.test(error.message) ? '.' : ': '
    throw new ConfigError(error.code, `${path}${joint}${error.message}`, {
      where,
      hint: error.hint,
      cause: error,
    })
  }
}

function countStates(config: ModelConfig, labels: readonly string[] | null): number {
  if (labels === null) {
    if (config.states !== undefined) return config.states
    throw new ConfigError('no-states', 'the number of hidden states is missing', {
      where: 'model.states',
      hint: 'give model.states, or name the states by a column in data.z, or choose K with dsm cv',
    })
  }
  if (labels.length === 0) {
    throw new ConfigError('no-labels', 'the column of data.z names no state: all its cells are empty', {
      where: 'data.z',
    })
  }
  if (config.states !== undefined && config.states < labels.length) {
    throw new ConfigError(
      'fewer-states-than-labels',
      `${config.states} ${config.states === 1 ? 'state' : 'states'} cannot hold the ${labels.length} labels of data.z`,
      {
        where: 'model.states',
        hint: `give at least ${labels.length}, or leave model.states out`,
      },
    )
  }
  return config.states ?? labels.length
}

/** Whether it is trained by gradient, its weights regularised: their number says little of how much was fitted. */
export function hasNetworks({ experts }: Model): boolean {
  return experts.some(({ family }) => family === 'neural')
}

/** Number of parameters estimated from the data: without structural zeros and fixed parameters. */
export function freeParameters(model: Model): number {
  return model.experts.reduce((sum, expert) => sum + expert.freeParameters, model.gate.freeParameters)
}

/** log prior density of the parameters up to a constant, nats; 0 where no prior is asked for. */
export function logPrior(model: Model, parameters: ModelParameters): number {
  return model.experts.reduce(
    (sum, expert, e) => sum + expert.logPrior(parameters.experts[e]!),
    model.gate.logPrior(parameters.gate),
  )
}
