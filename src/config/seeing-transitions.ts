import type { Config } from './schema.js'

/**
 * With `target: y` a chain that does not see x says nothing of a single step, for y is unknown when it is predicted: where the
 * config does not say what the transitions depend on, it is what the first neural expert sees. The config that is kept with
 * a model says so, too.
 */
export function withSeeingTransitions(config: Config): Config {
  const { model } = config
  const expert = model.experts.find((each) => each.family === 'neural')
  const asked = model.transition?.inputs !== undefined
  if (model.target !== 'y' || model.gate !== 'markov' || expert === undefined || asked) return config
  const { inputs, context, units, dropout, weightDecay } = expert
  const { fixed = false, ...written } = model.transition ?? {}
  const transition = { fixed, inputs, context, units, dropout, weightDecay, ...written }
  return { ...config, model: { ...model, transition } }
}
