import type { Encoded } from '../encode/encoded.js'
import { observedSteps } from '../encode/index.js'
import type { CompiledModel } from '../model/compile.js'
import { freeParameters, hasNetworks } from '../model/model.js'
import type { ModelEngine } from '../model/model-engine.js'
import { bestPathOf } from './best-path.js'
import { type Criteria, informationCriteria } from './criteria.js'
import { explainImpossible, type Impossible } from './impossible.js'

export interface ScoreOptions {
  /** Known states leave no other state possible: scores log p(x, known z). */
  readonly clamp?: boolean
  /** What the n of BIC and ICL counts; observed steps where left out, sequences for panels. */
  readonly bicN?: 'steps' | 'sequences'
  /** Called and waited for after each sequence: for progress, and for stopping (throw). */
  readonly onSequence?: (done: number) => void | Promise<void>
}

export interface SequenceScore {
  readonly sequence: string
  /** All its steps, missing ones included. */
  readonly steps: number
  /** Those with at least one observed cell. */
  readonly observedSteps: number
  /** log p(x_{1:T}), nats; −Infinity where the sequence has probability 0. */
  readonly logLikelihood: number
}

export interface Score extends Criteria {
  readonly sequences: number
  readonly steps: number
  /** Steps with at least one observed cell. */
  readonly observedSteps: number
  /** log p(x), nats. */
  readonly logLikelihood: number
  /** Divided by the observed steps. */
  readonly logLikelihoodPerStep: number
  readonly freeParameters: number
  /** exp(−log p(x) / observed symbols) where one column of symbols is modelled and nothing else; else null. */
  readonly perplexity: number | null
  readonly perSequence: readonly SequenceScore[]
  /** Sequences of probability 0, each with the place and the reason. */
  readonly impossible: readonly Impossible[]
}

/**
 * How well a model at given parameters predicts data. Compile with `hapax: true` except to score the very training data
 * as training did.
 */
export async function scoreModel(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  options: ScoreOptions = {},
): Promise<Score> {
  const { clamp = false, bicN = 'steps', onSequence } = options
  const sequences = data.sequenceIds.length
  const perSequence: SequenceScore[] = []
  const impossible: Impossible[] = []
  const likelihoods = engine.batch?.logLikelihoods(compiled, data, clamp)
  const networks = hasNetworks(compiled.model)
  const paths = networks ? null : engine.batch?.bestPaths(compiled, data, clamp)
  let logLikelihood = 0
  let logJoint = 0
  for (let s = 0; s < sequences; s++) {
    const found =
      likelihoods === undefined
        ? engine.logLikelihood(compiled.toInferenceInputs(data, s, clamp).inputs)
        : { logLikelihood: likelihoods.logLikelihoods[s]!, impossibleAt: likelihoods.impossibleAt[s]! }
    logLikelihood += found.logLikelihood
    perSequence.push({
      sequence: data.sequenceIds[s]!,
      steps: data.offsets[s + 1]! - data.offsets[s]!,
      observedSteps: observedSteps(data, data.offsets[s], data.offsets[s + 1]),
      logLikelihood: found.logLikelihood,
    })
    if (found.impossibleAt >= 0) impossible.push(explainImpossible(compiled, data, s, found.impossibleAt))
    else if (!networks && logJoint > Number.NEGATIVE_INFINITY) {
      logJoint += paths?.logProbabilities[s] ?? bestPathOf(compiled, engine, data, s, clamp).logProbability
    }
    await onSequence?.(s + 1)
  }
  if (impossible.length > 0) logJoint = Number.NEGATIVE_INFINITY
  const observed = observedSteps(data)
  const free = freeParameters(compiled.model)
  const n = bicN === 'sequences' ? sequences : observed
  return {
    sequences,
    steps: data.offsets[sequences]!,
    observedSteps: observed,
    logLikelihood,
    logLikelihoodPerStep: logLikelihood / observed,
    freeParameters: free,
    ...(networks
      ? { n, aic: null, bic: null, icl: null }
      : informationCriteria(logLikelihood, logJoint, free, n)),
    perplexity: isSymbolData(data) ? Math.exp(-logLikelihood / observed) : null,
    perSequence,
    impossible,
  }
}

/** With one expert of one symbol column, the observed steps are the observed symbols. */
function isSymbolData({ groups }: Encoded): boolean {
  return groups.length === 1 && groups[0]!.kind === 'symbols'
}
