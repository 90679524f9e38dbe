import type { Encoded, EncodingPlan, GroupPlan } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Expert } from '../model/expert.js'
import { NeuralExpert } from '../model/experts/neural.js'
import type { Model, ModelParameters } from '../model/model.js'
import { type Parameters, tensor } from '../model/tensor.js'
import type { Random } from '../random.js'
import { clusterRows } from '../training/cluster.js'
import { features } from '../training/features.js'
import type { FitProblem } from '../training/fit.js'
import type { Initialisation } from '../training/initialise.js'

/** Rounds of Lloyd's algorithm; one where the start is to be random, so that clusters are what is nearest to points drawn at random. */
const ROUNDS = { kmeans: 100, random: 1 }

/**
 * Where training begins: random weights. The templates of the states begin with the laws of clusters of the training steps (k-means), and
 * α with their sizes, for templates that begin alike stay alike.
 *
 * @param training sequences that are trained on
 */
export function startParameters(
  { model, data, plan }: FitProblem,
  training: readonly number[],
  kind: Initialisation,
  random: Random,
): ModelParameters {
  const start = {
    gate: { ...model.gate.initialise(random.split('weights', 'gate')), ...model.gate.start },
    experts: model.experts.map((expert, e) =>
      expert instanceof NeuralExpert ? expert.initialise(random.split('weights', e)) : {},
    ),
  }
  if (!model.experts.some(hasTemplates)) return start
  const seen = takeSequences(data, training)
  const clusters = clustersOf(model, seen, plan, ROUNDS[kind], random.split('clusters'))
  if (clusters === null) return start
  return {
    gate: { ...start.gate, ...shares(model, clusters) },
    experts: model.experts.map((expert, e) =>
      hasTemplates(expert) ? withTemplates(expert, start.experts[e]!, seen, e, clusters) : start.experts[e]!,
    ),
  }
}

function hasTemplates(expert: Expert): expert is NeuralExpert {
  return expert instanceof NeuralExpert && expert.architecture.template !== null
}

/** [K] the steps of each cluster; null where the data have no distances, or too few steps differ. */
function clustersOf(
  model: Model,
  data: Encoded,
  plan: EncodingPlan,
  rounds: number,
  random: Random,
): number[][] | null {
  const groups = plan.groups.map((group, e) => {
    const expert = model.experts[e]!
    return expert instanceof NeuralExpert && expert.config.output === 'bernoulli' ? asIs(group) : group
  })
  const labels = clusterRows(features(model, data, { ...plan, groups }), model.states, rounds, random)
  if (labels === null) return null
  const clusters = Array.from({ length: model.states }, (): number[] => [])
  for (let s = 0; s + 1 < data.offsets.length; s++)
    for (let step = data.offsets[s]!; step < data.offsets[s + 1]!; step++)
      clusters[labels[model.gate.kind === 'static' ? s : step]!]!.push(step)
  return clusters
}

/** Zeros and ones are near by what they share; standardised, a rare one would outweigh all others. */
function asIs(plan: GroupPlan): GroupPlan {
  return plan.kind === 'numbers' ? { ...plan, variance: plan.variance.map(() => 1) } : plan
}

/** α of a gate whose states do not depend on each other: as large as the clusters. */
function shares({ gate, states }: Model, clusters: readonly (readonly number[])[]): Parameters {
  if (gate.kind === 'markov') return {}
  const steps = clusters.reduce((sum, { length }) => sum + length, 0)
  const weights = Float64Array.from(clusters, ({ length }) => (length + 1) / (steps + states))
  return { weights: tensor(gate.layout.weights!, weights) }
}

function withTemplates(
  { states, output, layout }: NeuralExpert,
  weights: Parameters,
  data: Encoded,
  e: number,
  clusters: readonly (readonly number[])[],
): Parameters {
  const values = new Float64Array(states * output.width)
  for (const [k, steps] of clusters.entries())
    values.set(output.lawOf(data.groups[e]!, steps), k * output.width)
  return { ...weights, templates: tensor(layout.templates!, values.map(Math.fround)) }
}
