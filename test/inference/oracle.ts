import type { InferenceInputs, Transitions } from '../../src/inference/index.js'

/** Everything that inference can say, by summing over all K^T paths. Shares no code with src. */
export interface OracleAnswer {
  readonly logLikelihood: number
  readonly impossibleAt: number
  readonly logPredictive: number[]
  /** [T][K] */
  readonly filtered: number[][]
  readonly predicted: number[][]
  readonly smoothed: number[][]
  /** [T − 1][K][K] */
  readonly pairwise: number[][][]
  /** Every path of positive probability, best first. */
  readonly paths: readonly OraclePath[]
}

export interface OraclePath {
  readonly path: readonly number[]
  readonly logProbability: number
}

/** p(z_{t+1} = k | z_t = j), straight from the definition of each kind. */
export function entry(transitions: Transitions, states: number, t: number, j: number, k: number): number {
  switch (transitions.kind) {
    case 'dense':
      return transitions.probabilities[j * states + k]!
    case 'per-step':
      return transitions.probabilities[(t * states + j) * states + k]!
    case 'sparse': {
      const columns = [...transitions.columns.slice(transitions.rowStarts[j]!, transitions.rowStarts[j + 1]!)]
      const i = columns.indexOf(k)
      return i < 0 ? 0 : transitions.probabilities[transitions.rowStarts[j]! + i]!
    }
    case 'banded': {
      const weight = (to: number) => transitions.weights[to - j + transitions.reach] ?? 0
      const total = [...Array(states).keys()].reduce((s, to) => s + weight(to), 0)
      return total > 0 ? weight(k) / total : 0
    }
    case 'low-rank': {
      const { rank, left, right } = transitions
      return [...Array(rank).keys()].reduce((s, r) => s + left[j * rank + r]! * right[k * rank + r]!, 0)
    }
    case 'identity':
      return j === k ? 1 : 0
    case 'step-weights':
      return Math.exp(transitions.logWeights[t * states + k]!)
  }
}

/** Place of the expected count of j → k; −1 where the kind has none. */
export function slot(transitions: Transitions, states: number, j: number, k: number): number {
  switch (transitions.kind) {
    case 'sparse': {
      const from = transitions.rowStarts[j]!
      const i = [...transitions.columns.slice(from, transitions.rowStarts[j + 1]!)].indexOf(k)
      return i < 0 ? -1 : from + i
    }
    case 'banded':
      return Math.abs(k - j) > transitions.reach ? -1 : k - j + transitions.reach
    case 'identity':
      return -1
    case 'step-weights':
      return k
    default:
      return j * states + k
  }
}

/** log p(x_{1:steps}, z_{1:steps}) of one path. */
export function logJoint(inputs: InferenceInputs, path: ArrayLike<number>, observed = path.length): number {
  const { states, transitions } = inputs
  let sum = 0
  for (let t = 0; t < path.length; t++) {
    const k = path[t]!
    sum += t === 0 ? inputs.logInitial[k]! : Math.log(entry(transitions, states, t - 1, path[t - 1]!, k))
    if (t < observed) sum += inputs.logLikelihood[t * states + k]!
  }
  return sum
}

export function oracle(inputs: InferenceInputs): OracleAnswer {
  const { states, steps } = inputs
  const prefixes = Array.from({ length: steps + 1 }, (_, t) => logTotal(allPaths(inputs, t, t)))
  const impossible = prefixes.indexOf(-Infinity)
  const whole = allPaths(inputs, steps, steps)
  const logLikelihood = prefixes[steps]!
  const range = [...Array(steps).keys()]
  return {
    logLikelihood,
    impossibleAt: impossible - (impossible < 0 ? 0 : 1),
    logPredictive: range.map((t) =>
      prefixes[t + 1] === -Infinity ? -Infinity : prefixes[t + 1]! - prefixes[t]!,
    ),
    filtered: range.map((t) => marginal(allPaths(inputs, t + 1, t + 1), t, states)),
    // Not normalised again: a state that no transition leaves takes its probability out of the sequence.
    predicted: range.map((t) => marginal(allPaths(inputs, t + 1, t), t, states, prefixes[t])),
    smoothed: range.map((t) => marginal(whole, t, states)),
    pairwise: range.slice(1).map((_, t) => pairs(whole, t, states)),
    paths: whole
      .filter((p) => p.logProbability > -Infinity)
      .sort((a, b) => b.logProbability - a.logProbability),
  }
}

function allPaths(inputs: InferenceInputs, length: number, observed: number): OraclePath[] {
  const { states } = inputs
  return Array.from({ length: states ** length }, (_, code) => {
    const path = Array.from({ length }, (_, t) => Math.floor(code / states ** (length - 1 - t)) % states)
    return { path, logProbability: logJoint(inputs, path, observed) }
  })
}

function logTotal(paths: readonly OraclePath[]): number {
  const max = paths.reduce((m, p) => Math.max(m, p.logProbability), -Infinity)
  if (max === -Infinity) return max
  return max + Math.log(paths.reduce((s, p) => s + Math.exp(p.logProbability - max), 0))
}

function marginal(paths: readonly OraclePath[], t: number, states: number, norm = logTotal(paths)): number[] {
  const out = new Array<number>(states).fill(0)
  for (const { path, logProbability } of paths) out[path[t]!]! += Math.exp(logProbability - norm)
  return out
}

function pairs(paths: readonly OraclePath[], t: number, states: number): number[][] {
  const norm = logTotal(paths)
  const out = Array.from({ length: states }, () => new Array<number>(states).fill(0))
  for (const { path, logProbability } of paths)
    out[path[t]!]![path[t + 1]!]! += Math.exp(logProbability - norm)
  return out
}
