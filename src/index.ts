export { type Config, type ConfigInput, configJsonSchema, configSchema, loadConfig } from './config/index.js'
export {
  type DataSource,
  type Dataset,
  dataSource,
  fileSource,
  hashDataset,
  memorySource,
  readDataset,
  readHeader,
  resolveColumns,
  writePredictions,
} from './data/index.js'
export {
  columnKind,
  type Encoded,
  type Encoding,
  type EncodingPlan,
  type ExpertColumns,
  encode,
  hideSteps,
  labelsOf,
  makeEncodingPlan,
  observedSteps,
  resolveExperts,
  takeSequences,
} from './encode/index.js'
export {
  ConfigError,
  DataError,
  DsmError,
  ModelFileError,
  NumericalError,
  UsageError,
  type Warning,
} from './errors.js'
export * from './evaluation/index.js'
export * from './inference/index.js'
export * from './memory/index.js'
export { type CompiledModel, type CompileOptions, compileModel } from './model/compile.js'
export type { Expert, ExpertFamily } from './model/expert.js'
export type { Gate } from './model/gate.js'
export { askSequences, type SequenceQuestions } from './model/infer.js'
export { buildModel, freeParameters, logPrior, type Model, type ModelParameters } from './model/model.js'
export type { Parameters, Tensor } from './model/tensor.js'
export { type PreparedData, prepareData, prepareModel } from './prepare.js'
export { createRandom, type Random } from './random.js'
export { describeModel } from './report/index.js'
export * from './selection/index.js'
export { parseModel, type SavedModel, stringifyModel } from './store/model-file.js'
export {
  type FitEvent,
  type FitProblem,
  type FitResult,
  type FitState,
  fit,
  fitToEnd,
} from './training/fit.js'
