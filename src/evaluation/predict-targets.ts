import { type Encoded, hideSteps } from '../encode/index.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences, type SequenceQuestions } from '../model/infer.js'

/** What the networks of one expert expect at every step; sequences of probability 0 stay empty (−1, NaN). */
export type TargetPrediction =
  /** [N] the most probable symbol, and its probability. */
  | { readonly kind: 'symbols'; readonly codes: Int32Array; readonly probabilities: Float64Array }
  /** [N][D] the mean of each column. */
  | { readonly kind: 'numbers'; readonly means: Float64Array }

/**
 * Predicts what is modelled, step by step: Σ_k p(z_t = k) · p(· | u_t, k), with p(z_t = k | x_{1:t−1}), the law before the step is seen
 * (`target: x`), or, where the target is unknown when it is predicted (`target: y`), with p(z_t = k) given no target at all.
 * A label that is the hidden state is predicted by the best path, with the probability that its step has on its own.
 * Null for models without networks.
 */
export function predictTargets(
  compiled: CompiledModel,
  data: Encoded,
  engine: Engine,
  target: 'x' | 'y',
): TargetPrediction[] | null {
  const { experts, model } = compiled
  if (experts.some(({ given }) => given === undefined)) return null
  const { states } = model
  const steps = data.offsets.at(-1)!
  const predictions = data.groups.map(
    (group): TargetPrediction =>
      group.kind === 'symbols'
        ? {
            kind: 'symbols',
            codes: new Int32Array(steps).fill(-1),
            probabilities: new Float64Array(steps).fill(Number.NaN),
          }
        : { kind: 'numbers', means: new Float64Array(steps * group.dimension).fill(Number.NaN) },
  )
  const seen = target === 'x' ? data : hideSteps(data, new Uint8Array(steps).fill(1))
  const ask = askSequences(compiled, engine, seen)
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const belief = beliefs(ask, s, target)?.slice(0, (to - from) * states)
    if (belief === undefined) continue
    for (const [e, prediction] of predictions.entries()) {
      if (model.experts[e]!.family === 'label' && prediction.kind === 'symbols') {
        keepPath(prediction, ask.bestPath(s).path, belief, from, states)
        continue
      }
      const memory = compiled.memoryOf(data, s)
      const expected = experts[e]!.given!.expected(data.groups[e]!, from, to, memory)
      keep(prediction, mixture(belief, expected, states), from, to - from)
    }
  }
  return predictions
}

/**
 * [T][K] what is believed of the state before the step itself is seen; undefined in sequences of probability 0. With hidden targets
 * nothing is seen at all, but a chain may have said what it says of a step in the light of all inputs.
 */
function beliefs(ask: SequenceQuestions, s: number, target: 'x' | 'y'): Float64Array | undefined {
  const found = target === 'x' ? ask.filter(s) : ask.smooth(s)
  if (found.impossibleAt >= 0) return undefined
  return 'predicted' in found ? found.predicted : found.smoothed
}

/** Σ_k belief[t][k] · expected[t][k][·]: [T][W] */
function mixture(belief: Float64Array, expected: Float64Array, states: number): Float64Array {
  const steps = belief.length / states
  const width = expected.length / belief.length
  const mixed = new Float64Array(steps * width)
  for (let row = 0; row < belief.length; row++) {
    const to = Math.floor(row / states) * width
    for (let w = 0; w < width; w++) mixed[to + w]! += belief[row]! * expected[row * width + w]!
  }
  return mixed
}

function keep(prediction: TargetPrediction, mixed: Float64Array, from: number, steps: number): void {
  const width = mixed.length / steps
  if (prediction.kind === 'numbers') {
    prediction.means.set(mixed, from * width)
    return
  }
  for (let t = 0; t < steps; t++) {
    const row = mixed.subarray(t * width, (t + 1) * width)
    const best = row.reduce((top, p, v) => (p > row[top]! ? v : top), 0)
    prediction.codes[from + t] = best
    prediction.probabilities[from + t] = row[best]!
  }
}

/** The states of a path as the codes of the labels that they are. */
function keepPath(
  { codes, probabilities }: Extract<TargetPrediction, { kind: 'symbols' }>,
  path: Int32Array,
  belief: Float64Array,
  from: number,
  states: number,
): void {
  for (const [t, k] of path.entries()) {
    codes[from + t] = k
    probabilities[from + t] = belief[t * states + k]!
  }
}
