export { adjustedRandIndex, normalisedMutualInformation } from './agreement.js'
export { drawPaths, type RankedPaths, rankPaths } from './alternative-paths.js'
export { largestAssignment } from './assignment.js'
export { bestPathOf } from './best-path.js'
export { type Confusion, confusionMatrix, labelTotals, stateTotals } from './confusion.js'
export { type Criteria, informationCriteria } from './criteria.js'
export { type Decoded, type DecodeMethod, type DecodeOptions, decode } from './decode.js'
export { effectiveStates, meanEffectiveStates } from './effective-states.js'
export { type ExpertForecast, type Forecast, forecast, forecastQuantiles } from './forecast.js'
export { explainImpossible, type Impossible } from './impossible.js'
export { accuracyOf, commonestLabels, compareLabels, type LabelScores, macroF1 } from './labels.js'
export { type MixtureSummary, summariseMixture } from './mixture-quantile.js'
export { predictTargets, type TargetPrediction } from './predict-targets.js'
export { type PseudoResiduals, pseudoResiduals, type ResidualOptions } from './pseudo-residuals.js'
export {
  type AutocorrelationSummary,
  type NormalitySummary,
  residualLags,
  summariseAutocorrelation,
  summariseResiduals,
} from './residual-summary.js'
export { type Score, type ScoreOptions, type SequenceScore, scoreModel } from './score.js'
export { type Simulated, simulate } from './simulate.js'
export { emptyData, simulateGiven } from './simulate-given.js'
