import { modelConfig } from '../../dist/config/schema.js'
import { compileModel } from '../../dist/model/compile.js'
import { buildModel } from '../../dist/model/model.js'
import { createStatistics } from '../../dist/model/statistics.js'
import { tensor } from '../../dist/model/tensor.js'
import { expectation } from '../../dist/training/expectation.js'
import { maximisation } from '../../dist/training/maximisation.js'

/** One EM iteration of dsm on a problem, as training does it: a function that gives log-likelihood and new parameters. */
export function prepareDsm({ states, sequences, steps, x, parameters }, engine) {
  const config = modelConfig.parse({
    gate: 'markov',
    states,
    experts: [{ family: 'gaussian', columns: ['x'] }],
  })
  const model = buildModel(config, [{ config: config.experts[0], columns: ['x'] }], {
    groups: [
      { kind: 'numbers', columns: ['x'], mean: [mean(x)], variance: [variance(x)], counts: [x.length] },
    ],
    labels: null,
  })
  const data = {
    sequenceIds: Array.from({ length: sequences }, (_, s) => String(s)),
    offsets: Uint32Array.from({ length: sequences + 1 }, (_, s) => s * steps),
    groups: [{ kind: 'numbers', dimension: 1, values: x }],
    labels: null,
    source: 'bench',
    lines: new Uint32Array(x.length),
  }
  const of = (layout, values) => tensor(layout, values)
  const [expert] = model.experts
  const start = {
    gate: {
      weights: of(model.gate.layout.weights, parameters.initial),
      transition: of(model.gate.layout.transition, parameters.transition),
    },
    experts: [
      {
        mean: of(expert.layout.mean, parameters.mean),
        covariance: of(expert.layout.covariance, parameters.variance),
      },
    ],
  }
  return () => {
    const statistics = createStatistics(model)
    const { logLikelihood } = expectation(compileModel(model, start), data, engine, statistics)
    const next = maximisation(model, statistics, start).parameters
    return {
      logLikelihood,
      transition: next.gate.transition.values,
      mean: next.experts[0].mean.values,
      variance: next.experts[0].covariance.values,
    }
  }
}

function mean(values) {
  return values.reduce((sum, v) => sum + v, 0) / values.length
}

function variance(values) {
  const centre = mean(values)
  return values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / values.length
}
