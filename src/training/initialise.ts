import { type Encoded, type EncodingPlan, MISSING } from '../encode/encoded.js'
import type { Model, ModelParameters } from '../model/model.js'
import type { Parameters } from '../model/tensor.js'
import type { Random } from '../random.js'
import { clusterRows } from './cluster.js'
import { type Beliefs, collectAll, doubt } from './collect-all.js'
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
  const beliefs = initialBeliefs(model, data, plan, kind, restart, random)
  const experts = model.experts.map((expert, e): Parameters => {
    const defaults = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
    if (Object.keys(expert.layout).every((name) => name in expert.start)) return defaults
    const statistics = new Float64Array(expert.statisticsLength)
    collectAll(model, e, defaults, data, beliefs, statistics)
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

function initialBeliefs(
  model: Model,
  data: Encoded,
  plan: EncodingPlan,
  kind: Initialisation,
  restart: number,
  random: Random,
): Beliefs {
  const { states } = model
  const sequenceOf = model.gate.kind === 'static' ? sequencesOfSteps(data) : null
  let guess: (step: number, row: Float64Array, at: number) => void = () => {}
  if (!labelsDecide(data, states)) {
    const rounds = kind === 'kmeans' && restart % 2 === 0 ? 100 : 1
    const clusters =
      model.gate.kind === 'markov' && restart % 4 === 3
        ? randomStretches(data, states, random)
        : clusterRows(features(model, data, plan), states, rounds, random)
    if (clusters !== null) {
      guess = (step, row, at) => {
        row[at + clusters[sequenceOf === null ? step : sequenceOf[step]!]!] = 1
      }
    } else {
      const point = randomPoints(model, data, sequenceOf, random)
      guess = (step, row, at) => row.set(point(step), at)
    }
  }
  return (from, to, rows) => {
    rows.fill(0, 0, (to - from) * states)
    for (let step = from, at = 0; step < to; step++, at += states) {
      const label = data.labels?.[step] ?? -1
      if (label >= 0) {
        rows[at + label] = 1
        continue
      }
      guess(step, rows, at)
      for (let k = at; k < at + states; k++) rows[k] = (1 - doubt) * rows[k]! + doubt / states
    }
  }
}

/** One random point of the simplex for each sequence (static gate) or each distinct symbol (else), for lack of distances. */
function randomPoints(
  { states }: Model,
  data: Encoded,
  sequenceOf: Int32Array | null,
  random: Random,
): (step: number) => Float64Array {
  const group = data.groups.find((g) => g.kind === 'symbols')
  const points = new Map<number, Float64Array>()
  const codes = group?.kind === 'symbols' ? group.codes : null
  const keyOf = (step: number) => sequenceOf?.[step] ?? codes?.[step] ?? step
  const steps = data.offsets.at(-1)!
  // All are drawn at once, in the order of the data: those of steps without a symbol are each their own.
  const own = new Map<number, Float64Array>()
  for (let step = 0; step < steps; step++) {
    const key = keyOf(step)
    if (points.has(key)) continue
    const point = randomSimplex(states, random)
    if (key === MISSING) own.set(step, point)
    else points.set(key, point)
  }
  return (step) => points.get(keyOf(step)) ?? own.get(step)!
}

/** [N] the sequence of each step. */
function sequencesOfSteps(data: Encoded): Int32Array {
  const sequences = new Int32Array(data.offsets.at(-1)!)
  forEachStep(data, (i, s) => {
    sequences[i] = s
  })
  return sequences
}

function forEachStep(data: Encoded, visit: (step: number, sequence: number) => void): void {
  for (let s = 0; s + 1 < data.offsets.length; s++)
    for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++) visit(i, s)
}
