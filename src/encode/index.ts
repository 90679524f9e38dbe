export { type Encoding, encode } from './encode.js'
export * from './encoded.js'
export {
  columnKind,
  type ExpertColumns,
  inputsOf,
  type ModelColumns,
  splitExperts,
} from './expert-columns.js'
export type { InputColumn } from './input-columns.js'
export { labelsOf, makeEncodingPlan, type PlanOptions } from './plan.js'
export { modelledRoles, readingRoles } from './reading-roles.js'
export { expertColumnLists, resolveExperts } from './resolve-experts.js'
export { resolveGate } from './resolve-gate.js'
export { hideSteps, observedSteps, type StepRange, takeRanges, takeSequences, takeSteps } from './subset.js'
