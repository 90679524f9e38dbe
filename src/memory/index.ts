export { type BeamEngine, createBeamEngine } from './beam-engine.js'
export type { BeamCall, BeamTally } from './beam-tally.js'
