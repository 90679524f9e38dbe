import type { SelectionScore } from '../config/schema.js'
import { type Encoded, encode, labelsOf, makeEncodingPlan, observedSteps } from '../encode/index.js'
import { ConfigError } from '../errors.js'
import { buildModel, freeParameters } from '../model/model.js'
import { validateData } from '../model/validate-data.js'
import { usefulRestarts } from '../training/fit.js'
import type { Candidate } from './candidates.js'
import type { SearchData } from './problem.js'
import { rangesOf } from './units.js'

/** Sizes that a search is made of, known before the first fit. */
export interface Measure {
  readonly score: SelectionScore
  /** [candidates] free parameters of each. */
  readonly parameters: readonly number[]
  /** [candidates] how many starts its fits make. */
  readonly restarts: readonly number[]
  /** [units] what "per step" divides by: observed steps, or labelled ones where labels are scored. */
  readonly steps: Uint32Array
  /** [units given] of those, the steps that a split holds out. */
  stepsOf(split: number, units: readonly number[]): number[]
}

/** Builds every candidate on all the data, so that what cannot be is said before the first fit. */
export function measureSearch({ data, plan, score }: SearchData, candidates: readonly Candidate[]): Measure {
  const labels = labelsOf(data)
  const parameters: number[] = []
  const restarts: number[] = []
  let last: { readonly experts: string; readonly encoded: Encoded } | undefined
  for (const candidate of candidates) {
    const encoding = makeEncodingPlan(data, candidate, { labels })
    const experts = JSON.stringify(candidate.experts)
    const encoded = last?.experts === experts ? last.encoded : encode(data, encoding).encoded
    const model = buildModel(candidate.model, candidate.experts, encoding)
    if (last?.experts !== experts) validateData(model, encoded)
    last = { experts, encoded }
    parameters.push(freeParameters(model))
    restarts.push(usefulRestarts(model, encoded, candidate.training))
  }
  if (plan.method === 'half-sampling') refuseHalfSampling(candidates)
  const { encoded } = last!
  const count = (unit: number, parity: number | null) =>
    rangesOf(plan.units[unit]!, data.offsets).reduce(
      (sum, { from, to }) => sum + countSteps(encoded, score, from, to, parity, data.offsets),
      0,
    )
  const steps = Uint32Array.from(plan.units, (_, unit) => count(unit, null))
  return {
    score,
    parameters,
    restarts,
    steps,
    stepsOf: (split, units) =>
      units.map((unit) => (plan.method === 'half-sampling' ? count(unit, split) : steps[unit]!)),
  }
}

/** Steps from ≤ i < to that count, of every other one where a parity is given (of the step's place in its sequence). */
function countSteps(
  encoded: Encoded,
  score: SelectionScore,
  from: number,
  to: number,
  parity: number | null,
  offsets: Uint32Array,
): number {
  if (parity === null && score === 'log-likelihood') return observedSteps(encoded, from, to)
  const start = offsets.findLast((offset) => offset <= from)!
  let n = 0
  for (let i = from; i < to; i++) {
    if (parity !== null && (i - start) % 2 !== parity) continue
    if (score === 'log-likelihood') n += observedSteps(encoded, i, i + 1)
    else if (encoded.labels![i]! >= 0) n++
  }
  return n
}

function refuseHalfSampling(candidates: readonly Candidate[]): void {
  for (const { experts } of candidates) {
    if (!experts.some(({ config }) => config.family === 'categorical' && config.order === 1)) continue
    throw new ConfigError(
      'half-sampling',
      'half-sampling leaves every other step out, and an expert of order 1 needs the step before',
      {
        where: 'selection.method',
        hint: 'give --method folds, or take order: 1 out',
      },
    )
  }
}
