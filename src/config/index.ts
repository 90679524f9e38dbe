export type { DataConfig, DataFormat } from './data.js'
export type {
  BernoulliConfig,
  CategoricalConfig,
  ExpertConfig,
  ExpertFamilyName,
  GaussianConfig,
  PoissonConfig,
} from './experts.js'
export { type Grid, gridVariants, type Variant } from './grid.js'
export { configJsonSchema } from './json-schema.js'
export { parseKRange } from './k-range.js'
export { type LoadOptions, loadConfig } from './load.js'
export type { NestedNumbers } from './numbers.js'
export { type ConfigProblem, ConfigProblems } from './problems.js'
export type {
  Config,
  ConfigInput,
  ModelConfig,
  SelectionConfig,
  SelectionRule,
  SelectionScore,
  TrainingConfig,
} from './schema.js'
export { configSchema } from './schema.js'
