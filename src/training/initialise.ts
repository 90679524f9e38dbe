import { type Encoded, type EncodingPlan, MISSING } from '../encode/encoded.js'
import type { Model, ModelParameters } from '../model/model.js'
import type { Parameters } from '../model/tensor.js'
import type { Random } from '../random.js'
import { clusterRows } from './cluster.js'
import { collectAll, doubt } from './collect-all.js'
import { features } from './features.js'
import { randomSimplex } from './random-labels.js'
import { randomStretches } from './random-stretches.js'

export type Initialisation = 'kmeans' | 'random'

/**
 * Parameters from which a restart begins: an M-step on responsibilities [N][K]. A known state is taken as known; where
 * each state has a labelled step, the other steps favour none. Else they come from k-means (every other restart: its
 * clusters depend little on the seed), from random stretches of time (a chain, every fourth), from points drawn at
 * random and the steps nearest to them, or from random responsibilities for each symbol or sequence where there are no
 * distances. Start values of the config win.
 */
export function initialise(
  model: Model,
  data: Encoded,
  plan: EncodingPlan,
  kind: Initialisation,
  restart: number,
  random: Random,
): ModelParameters {
  const responsibilities = initialResponsibilities(model, data, plan, kind, restart, random)
  const experts = model.experts.map((expert, e): Parameters => {
    const defaults = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
    if (Object.keys(expert.layout).every((name) => name in expert.start)) return defaults
    const statistics = new Float64Array(expert.statisticsLength)
    collectAll(model, e, defaults, data, responsibilities, statistics)
    return { ...expert.maximise(statistics, null).parameters, ...expert.start }
  })
  return { gate: { ...model.gate.initialise(), ...model.gate.start }, experts }
}

/** Every state has a labelled step: nothing is left to chance. */
export function labelsDecide(data: Encoded, states: number): boolean {
  if (data.labels === null) return false
  const seen = new Set(data.labels)
  return Array.from({ length: states }, (_, k) => k).every((k) => seen.has(k))
}

function initialResponsibilities(
  model: Model,
  data: Encoded,
  plan: EncodingPlan,
  kind: Initialisation,
  restart: number,
  random: Random,
): Float64Array {
  const { states } = model
  const steps = data.offsets[data.offsets.length - 1]!
  const responsibilities = new Float64Array(steps * states)
  if (!labelsDecide(data, states)) {
    const rounds = kind === 'kmeans' && restart % 2 === 0 ? 100 : 1
    const clusters =
      model.gate.kind === 'markov' && restart % 4 === 3
        ? randomStretches(data, states, random)
        : clusterRows(features(model, data, plan), states, rounds, random)
    if (clusters === null) responsibilities.set(randomResponsibilities(model, data, random))
    else {
      forEachStep(data, (i, s) => {
        responsibilities[i * states + clusters[model.gate.kind === 'static' ? s : i]!] = 1
      })
    }
  }
  for (let i = 0; i < responsibilities.length; i++)
    responsibilities[i] = (1 - doubt) * responsibilities[i]! + doubt / states
  if (data.labels !== null) knowLabels(data.labels, states, responsibilities)
  return responsibilities
}

function knowLabels(labels: Int32Array, states: number, responsibilities: Float64Array): void {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue
    responsibilities.fill(0, i * states, (i + 1) * states)
    responsibilities[i * states + labels[i]!] = 1
  }
}

/** One random point of the simplex for each sequence (static gate) or each distinct symbol (else), for lack of distances. */
function randomResponsibilities(model: Model, data: Encoded, random: Random): Float64Array {
  const { states } = model
  const responsibilities = new Float64Array(data.offsets[data.offsets.length - 1]! * states)
  const group = data.groups.find((g) => g.kind === 'symbols')
  const points = new Map<number, Float64Array>()
  forEachStep(data, (i, s) => {
    const key = model.gate.kind === 'static' ? s : group?.kind === 'symbols' ? group.codes[i]! : i
    let point = points.get(key)
    if (point === undefined) {
      point = randomSimplex(states, random)
      if (key !== MISSING) points.set(key, point)
    }
    responsibilities.set(point, i * states)
  })
  return responsibilities
}

function forEachStep(data: Encoded, visit: (step: number, sequence: number) => void): void {
  for (let s = 0; s + 1 < data.offsets.length; s++)
    for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++) visit(i, s)
}
