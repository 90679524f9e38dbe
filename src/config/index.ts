export { type CheckOptions, checkConfig } from './checks/index.js'
export type { DataConfig, DataFormat } from './data.js'
export { formats } from './data.js'
export type {
  BernoulliConfig,
  CategoricalConfig,
  ExpertConfig,
  ExpertFamilyName,
  GaussianConfig,
  PoissonConfig,
} from './experts.js'
export { configJsonSchema } from './json-schema.js'
export { parseKRange } from './k-range.js'
export { type LoadOptions, loadConfig } from './load.js'
export type { NestedNumbers } from './numbers.js'
export { applyOverride, type Override, parseOverride } from './overrides.js'
export { formatPath, type Path, parsePath, valueAt } from './paths.js'
export { type ConfigProblem, ConfigProblems } from './problems.js'
export type {
  Config,
  ConfigInput,
  ModelConfig,
  SelectionConfig,
  SelectionRule,
  TrainingConfig,
} from './schema.js'
export { configSchema, rules } from './schema.js'
export { nearest } from './suggest.js'
