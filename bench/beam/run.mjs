/**
 * The beam against the same routines without one, both in plain TypeScript on one thread and in turns: time, states kept, and
 * what the log-likelihood and the smoothed marginals lose. `node bench/beam/run.mjs`
 */
import { createReferenceEngine, transitionCountLength } from '../../dist/inference/index.js'
import { createBeamEngine } from '../../dist/memory/index.js'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { table } from '../lib/table.mjs'
import { draw, ringModel } from './problem.mjs'

const flags = readFlags('Compares a beam with exact inference.', {
  states: { type: 'numbers', default: undefined, help: 'numbers of states (64,128,256,512; --quick 64,256)' },
  beams: { type: 'numbers', default: undefined, help: 'shares to drop (1e-2,1e-4,1e-6,1e-9; --quick 1e-4)' },
  steps: { type: 'number', default: 2000, help: 'steps of the sequence' },
  spread: { type: 'number', default: 4, help: 'how many states wide an observation is' },
  quick: { type: 'switch', default: false, help: 'a small part of the grid' },
})
const { steps, spread } = flags
const turns = 4
const calls = [
  (engine, inputs) => engine.logLikelihood(inputs),
  (engine, inputs) =>
    engine.smooth(inputs, new Float64Array(transitionCountLength(inputs.transitions, inputs.states))),
  (engine, inputs) => engine.bestPath(inputs),
]

const rows = []
for (const kind of ['sparse', 'sticky'])
  for (const states of flags.states ?? (flags.quick ? [64, 256] : [64, 128, 256, 512])) {
    const model = ringModel(kind, states)
    const inputs = { ...model, steps, logLikelihood: draw(model, steps, spread) }
    for (const epsilon of flags.beams ?? (flags.quick ? [1e-4] : [1e-2, 1e-4, 1e-6, 1e-9]))
      rows.push(compare(kind, inputs, epsilon))
  }
console.log(`- ${machine()}\n- ${ownVersions()}\n- ${steps} steps, observations ${spread} states wide\n`)
console.log('Ratios: time without a beam / with it, the shortest of four turns. Losses in nats a step.\n')
const heads = ['model', 'K', 'beam', 'kept', 'most', 'likelihood', 'E-step', 'Viterbi']
console.log(table([...heads, 'lost', 'bound', 'marginals off by'], rows))

function compare(kind, inputs, epsilon) {
  const exact = createReferenceEngine()
  const beam = createBeamEngine(epsilon, createReferenceEngine())
  const lost = exact.logLikelihood(inputs).logLikelihood - beam.logLikelihood(inputs).logLikelihood
  const { meanStates, maxStates, bound, widened } = beam.tally()
  if (widened > 0) throw new Error('the beam could not go through: nothing to compare')
  const off = largestDifference(beam.smooth(inputs).smoothed, exact.smooth(inputs).smoothed, inputs)
  const ratios = calls.map((call) => {
    const [without, withBeam] = inTurns([() => call(exact, inputs), () => call(beam, inputs)])
    return `${(without / withBeam).toFixed(1)}x`
  })
  return [
    ...[kind, String(inputs.states), String(epsilon), meanStates.toFixed(1), String(maxStates), ...ratios],
    (lost / steps).toExponential(1),
    bound === null ? 'none' : (bound / steps).toExponential(1),
    off.toExponential(1),
  ]
}

/** The shortest time of each piece of work, milliseconds. */
function inTurns(works) {
  const least = works.map(() => Number.POSITIVE_INFINITY)
  for (let turn = 0; turn < turns; turn++)
    for (const [i, work] of works.entries()) {
      const start = performance.now()
      work()
      least[i] = Math.min(least[i], performance.now() - start)
    }
  return least
}

function largestDifference(a, b, { states }) {
  let most = 0
  for (let i = 0; i < steps * states; i++) most = Math.max(most, Math.abs(a[i] - b[i]))
  return most
}
