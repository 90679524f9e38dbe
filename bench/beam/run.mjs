// The beam against the exact reference engine, in one run: time, states kept, what the log-likelihood and the marginals lose.
import os from 'node:os'
import { createReferenceEngine, transitionCountLength } from '../../dist/inference/index.js'
import { createBeamEngine } from '../../dist/memory/index.js'
import { draw, ringModel } from './problem.mjs'

const steps = 2000
const spread = 4
const epsilons = [1e-2, 1e-4, 1e-6, 1e-9]
const calls = {
  likelihood: (engine, inputs) => engine.logLikelihood(inputs),
  'E-step': (engine, inputs) =>
    engine.smooth(inputs, new Float64Array(transitionCountLength(inputs.transitions, inputs.states))),
  Viterbi: (engine, inputs) => engine.bestPath(inputs),
}

console.log(
  `Node ${process.version}, ${os.cpus()[0].model}; one thread, ${steps} steps, observations ${spread} states wide`,
)
console.log('ratio: time of the exact reference engine / time of the beam, the best of three each\n')
console.log(
  [
    'model',
    'K',
    'ε',
    'mean kept',
    'most',
    ...Object.keys(calls),
    'lost nats/step',
    'bound/step',
    'marginals off by',
  ].join('\t'),
)
for (const kind of ['sparse', 'sticky']) {
  for (const states of [64, 128, 256, 512]) {
    const model = ringModel(kind, states)
    const inputs = { ...model, steps, logLikelihood: draw(model, steps, spread) }
    const exact = createReferenceEngine()
    const times = Object.values(calls).map((call) => best(() => call(exact, inputs)))
    const { logLikelihood } = exact.logLikelihood(inputs)
    const smoothed = exact.smooth(inputs).smoothed.slice(0, steps * states)
    for (const epsilon of epsilons) {
      const beam = createBeamEngine(epsilon, exact)
      const lost = logLikelihood - beam.logLikelihood(inputs).logLikelihood
      const { meanStates, maxStates, bound, widened } = beam.tally()
      if (widened > 0) throw new Error('the beam was widened: nothing to compare')
      const off = largestDifference(beam.smooth(inputs).smoothed, smoothed)
      const ratios = Object.values(calls).map((call, i) => times[i] / best(() => call(beam, inputs)))
      console.log(
        [
          ...[kind, states, epsilon, meanStates.toFixed(1), maxStates],
          ...ratios.map((ratio) => `${ratio.toFixed(1)}x`),
          (lost / steps).toExponential(1),
          bound === null ? 'none' : (bound / steps).toExponential(1),
          off.toExponential(1),
        ].join('\t'),
      )
    }
  }
}

/** Milliseconds. */
function best(work) {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

function largestDifference(a, b) {
  let most = 0
  for (let i = 0; i < b.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]))
  return most
}
