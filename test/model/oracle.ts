import type { Encoded, EncodedGroup } from '../../src/encode/index.js'
import type { Model, ModelParameters } from '../../src/model/model.js'
import type { Parameters } from '../../src/model/tensor.js'

/**
 * What a whole model says about one sequence, by summing over all K^T paths and, for order-1 experts, over all values
 * of the missing symbols. Written from the formulas; takes no code of src.
 */
export interface ModelOracle {
  readonly logLikelihood: number
  /** [T][K] */
  readonly smoothed: number[][]
  readonly filtered: number[][]
  readonly predicted: number[][]
  /** [T] */
  readonly logPredictive: number[]
  /**
   * max over paths of log p(x, z); in a group where an observed symbol follows a missing one, which expands the states,
   * the missing symbols too take their best values.
   */
  readonly bestScore: number
  /** log p(x, z) of a path, missing symbols summed out. */
  logJoint(path: ArrayLike<number>): number
  /** [K][K] Σ_t p(z_t = j, z_{t+1} = k | x) */
  readonly transitionCounts: number[][]
  /** Expected counts of each order-1 group: first symbols [K][V] and pairs [K][V][V]. */
  readonly chains: ReadonlyMap<number, { readonly first: number[][]; readonly pairs: number[][][] }>
}

interface Completion {
  readonly codes: readonly number[]
  readonly logProbability: number
}

export function modelOracle(
  model: Model,
  parameters: ModelParameters,
  data: Encoded,
  s: number,
  clamp: boolean,
): ModelOracle {
  const from = data.offsets[s]!
  const steps = data.offsets[s + 1]! - from
  const { states } = model
  const labels =
    clamp && data.labels !== null ? [...data.labels.subarray(from, from + steps)] : new Array(steps).fill(-1)
  const weights = parameters.gate.weights!.values
  const transition = parameters.gate.transition?.values
  const range = [...Array(steps).keys()]

  const logPrior = (path: readonly number[]) =>
    path.reduce((sum, k, t) => {
      if (t === 0) return sum + Math.log(weights[k]!)
      const before = path[t - 1]!
      if (model.gate.kind === 'static') return sum + (k === before ? 0 : -Infinity)
      return (
        sum + Math.log(model.gate.kind === 'independent' ? weights[k]! : transition![before * states + k]!)
      )
    }, 0)

  /** Values of an order-1 group's symbols in steps 0 … length − 1 that agree with what is observed. */
  function completions(e: number, path: readonly number[], observed: number): Completion[] {
    const group = data.groups[e]!
    if (group.kind !== 'symbols') throw new Error('not symbols')
    const v = group.symbols
    const { initial, transition: rows } = parameters.experts[e]!
    let all: Completion[] = [{ codes: [], logProbability: 0 }]
    for (let t = 0; t < observed; t++) {
      const code = group.codes[from + t]!
      const k = path[t]!
      all = all.flatMap(({ codes, logProbability }) =>
        (code < 0 ? [...Array(v).keys()] : [code]).map((value) => {
          const p =
            t === 0 ? initial!.values[k * v + value]! : rows!.values[(k * v + codes[t - 1]!) * v + value]!
          return { codes: [...codes, value], logProbability: logProbability + Math.log(p) }
        }),
      )
    }
    return all
  }

  const isChain = (e: number) => model.experts[e]!.layout.transition !== undefined

  const isExpanded = (e: number) => {
    const group = data.groups[e]!
    if (group.kind !== 'symbols') return false
    const codes = [...group.codes.subarray(from, from + steps)]
    return codes.some((code, t) => t > 0 && code >= 0 && codes[t - 1]! < 0)
  }

  /** log p(x_{1:observed} | z), without or with the best value of the missing symbols. */
  function logDensity(
    path: readonly number[],
    observed: number,
    combine: (logs: number[], e: number) => number,
  ): number {
    let sum = 0
    for (let t = 0; t < observed; t++) if (labels[t] >= 0 && labels[t] !== path[t]) return -Infinity
    for (const [e, group] of data.groups.entries()) {
      if (isChain(e))
        sum += combine(
          completions(e, path, observed).map((c) => c.logProbability),
          e,
        )
      else
        for (let t = 0; t < observed; t++)
          sum += logCell(model.experts[e]!.family, parameters.experts[e]!, group, from + t, path[t]!, states)
    }
    return sum
  }

  const paths = (length: number) =>
    Array.from({ length: states ** length }, (_, code) =>
      Array.from({ length }, (_, t) => Math.floor(code / states ** (length - 1 - t)) % states),
    )
  const joints = (length: number, observed: number) =>
    paths(length).map((path) => ({
      path,
      log: logPrior(path) + logDensity(path, observed, (l) => logSum(l)),
    }))
  const prefix = [0, ...range.map((t) => t + 1)].map((t) => logSum(joints(t, t).map(({ log }) => log)))
  const marginal = (all: { path: number[]; log: number }[], t: number, norm: number) => {
    const out = new Array<number>(states).fill(0)
    for (const { path, log } of all) out[path[t]!]! += Math.exp(log - norm)
    return out
  }

  const whole = joints(steps, steps)
  const logLikelihood = prefix[steps]!
  const transitionCounts = Array.from({ length: states }, () => new Array<number>(states).fill(0))
  for (const { path, log } of whole)
    for (let t = 1; t < steps; t++)
      transitionCounts[path[t - 1]!]![path[t]!]! += Math.exp(log - logLikelihood)

  const chains = new Map<number, { first: number[][]; pairs: number[][][] }>()
  for (const [e, group] of data.groups.entries()) {
    if (!isChain(e) || group.kind !== 'symbols') continue
    const v = group.symbols
    const first = Array.from({ length: states }, () => new Array<number>(v).fill(0))
    const pairs = Array.from({ length: states }, () =>
      Array.from({ length: v }, () => new Array<number>(v).fill(0)),
    )
    for (const { path, log } of whole) {
      if (log === -Infinity) continue
      const all = completions(e, path, steps)
      const total = logSum(all.map((c) => c.logProbability))
      for (const { codes, logProbability } of all) {
        const p = Math.exp(log - logLikelihood + logProbability - total)
        first[path[0]!]![codes[0]!]! += p
        for (let t = 1; t < steps; t++) pairs[path[t]!]![codes[t - 1]!]![codes[t]!]! += p
      }
    }
    chains.set(e, { first, pairs })
  }

  return {
    logLikelihood,
    smoothed: range.map((t) => marginal(whole, t, logLikelihood)),
    filtered: range.map((t) => marginal(joints(t + 1, t + 1), t, prefix[t + 1]!)),
    predicted: range.map((t) => marginal(joints(t + 1, t), t, prefix[t]!)),
    logPredictive: range.map((t) => prefix[t + 1]! - prefix[t]!),
    bestScore: Math.max(
      ...paths(steps).map(
        (path) =>
          logPrior(path) + logDensity(path, steps, (l, e) => (isExpanded(e) ? Math.max(...l) : logSum(l))),
      ),
    ),
    logJoint: (path) =>
      logPrior([...Array.from(path)]) + logDensity([...Array.from(path)], steps, (l) => logSum(l)),
    transitionCounts,
    chains,
  }
}

export function logSum(logs: readonly number[]): number {
  const max = Math.max(-Infinity, ...logs)
  return max === -Infinity ? max : max + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - max), 0))
}

/** log p(cell | k) of an expert whose steps are independent given the state; missing cells are summed out. */
function logCell(
  family: string,
  parameters: Parameters,
  group: EncodedGroup,
  step: number,
  k: number,
  states: number,
): number {
  if (group.kind === 'symbols') {
    const code = group.codes[step]!
    if (code < 0) return 0
    return code >= group.symbols
      ? -Infinity
      : Math.log(parameters.probabilities!.values[k * group.symbols + code]!)
  }
  const d = group.dimension
  const cells = [...group.values.subarray(step * d, (step + 1) * d)]
  const seen = [...cells.keys()].filter((i) => !Number.isNaN(cells[i]!))
  switch (family) {
    case 'bernoulli':
      return seen.reduce((sum, i) => {
        const p = parameters.probability!.values[k * d + i]!
        return sum + Math.log(cells[i] === 1 ? p : 1 - p)
      }, 0)
    case 'poisson':
      return seen.reduce((sum, i) => {
        const rate = parameters.rate!.values[k * d + i]!
        let factorial = 1
        for (let n = 2; n <= cells[i]!; n++) factorial *= n
        return sum + cells[i]! * Math.log(rate) - rate - Math.log(factorial)
      }, 0)
    case 'gaussian':
      return logNormal(
        seen,
        cells,
        (i) => parameters.mean!.values[k * d + i]!,
        covarianceOf(parameters, k, d, states),
      )
    case 'student-t': {
      const { values } = parameters.degreesOfFreedom!
      return logStudent(
        seen,
        cells,
        (i) => parameters.mean!.values[k * d + i]!,
        covarianceOf(parameters, k, d, states),
        values[values.length === 1 ? 0 : k]!,
      )
    }
    default:
      throw new Error(`no oracle for ${family}`)
  }
}

function covarianceOf(parameters: Parameters, k: number, d: number, states: number) {
  const { values, axes } = parameters.covariance!
  if (axes.length === 3) return (i: number, j: number) => values[(k * d + i) * d + j]!
  if (axes.length === 1) return (i: number, j: number) => (i === j ? values[k]! : 0)
  if (axes[0] === 'column') return (i: number, j: number) => values[i * d + j]!
  if (values.length !== states * d) throw new Error('unknown covariance')
  return (i: number, j: number) => (i === j ? values[k * d + i]! : 0)
}

/** The normal law of the cells that were seen: at most two, so that determinant and inverse stand in closed form. */
function logNormal(
  seen: readonly number[],
  cells: readonly number[],
  mean: (i: number) => number,
  covariance: (i: number, j: number) => number,
): number {
  const [i, j] = seen
  if (i === undefined) return 0
  const a = cells[i]! - mean(i)
  if (j === undefined) return -0.5 * (Math.log(2 * Math.PI * covariance(i, i)) + a ** 2 / covariance(i, i))
  if (seen.length > 2) throw new Error('the oracle knows two columns')
  const b = cells[j]! - mean(j)
  const determinant = covariance(i, i) * covariance(j, j) - covariance(i, j) ** 2
  const quadratic =
    (covariance(j, j) * a ** 2 - 2 * covariance(i, j) * a * b + covariance(i, i) * b ** 2) / determinant
  return -Math.log(2 * Math.PI) - 0.5 * (Math.log(determinant) + quadratic)
}

/** The t law of at most two cells, from the normal law's determinant and squared distance. */
function logStudent(
  seen: readonly number[],
  cells: readonly number[],
  mean: (i: number) => number,
  scale: (i: number, j: number) => number,
  nu: number,
): number {
  const count = seen.length
  if (count === 0) return 0
  const atMean = logNormal(
    seen,
    cells.map((_, i) => mean(i)),
    mean,
    scale,
  )
  const distance = 2 * (atMean - logNormal(seen, cells, mean, scale))
  return (
    atMean +
    logGamma((nu + count) / 2) -
    logGamma(nu / 2) -
    (count / 2) * Math.log(nu / 2) -
    ((nu + count) / 2) * Math.log(1 + distance / nu)
  )
}

/** Stirling's series at x + 20, and the recurrence down. */
function logGamma(x: number): number {
  let shift = 0
  for (let i = 0; i < 20; i++) shift += Math.log(x + i)
  const y = x + 20
  return (
    (y - 0.5) * Math.log(y) -
    y +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * y) -
    1 / (360 * y ** 3) +
    1 / (1260 * y ** 5) -
    shift
  )
}
