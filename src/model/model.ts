import type { ModelConfig } from '../config/schema.js'
import type { EncodingPlan } from '../encode/encoded.js'
import type { ExpertColumns } from '../encode/expert-columns.js'
import { ConfigError } from '../errors.js'
import { countStates, namesOfStates } from './count-states.js'
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
  const states = countStates(config, experts, plan)
  const labels = namesOfStates(experts, plan)
  const gate = gates[config.gate](config, states, { plan, experts })
  return {
    states,
    stateNames: Array.from({ length: states }, (_, k) => labels?.[k] ?? String(k + 1)),
    gate,
    experts: experts.map((expert, e) =>
      at(`model.experts[${expert.entry}]`, () =>
        createExpert(expert.config, plan.groups[e]!, states, gate.memory),
      ),
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

/** Whether it is trained by gradient, its weights regularised: their number says little of how much was fitted. */
export function hasNetworks({ gate, experts }: Model): boolean {
  return gate.network !== undefined || experts.some(({ family }) => family === 'neural')
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
