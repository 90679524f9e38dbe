import type { SavedModel } from '../../src/store/model-file.js'
import { fitRows, type TestConfig } from '../fit.js'

/** A fitted model as `dsm train` saves it. */
export async function savedModel(input: TestConfig, csv: Parameters<typeof fitRows>[1]): Promise<SavedModel> {
  const { prepared, result } = await fitRows(input, csv)
  const { config, experts, plan, model, data } = prepared
  const { parameters, logLikelihood, objective, iterations, converged, trace, segments, floored, dead } =
    result
  return {
    dsm: '0.1.0',
    config,
    experts,
    plan,
    model,
    parameters,
    fit: {
      dataHash: 'hash',
      seed: config.training.seed,
      kernel: 'reference',
      logLikelihood,
      objective,
      iterations,
      converged,
      sequences: data.sequenceIds.length,
      steps: data.lines.length,
      trace: [...trace],
      segments: [...segments],
      restarts: result.restarts.map((r) => ({
        objective: r.objective,
        logLikelihood: r.logLikelihood,
        iterations: r.iterations,
        converged: r.converged,
        floored: [...r.floored],
        dead: [...r.dead],
      })),
      share: [...result.share],
      floored: [...floored],
      dead: [...dead],
    },
  }
}

/** Models of every gate and every family, labels and structural zeros among them. */
export const modelCases: readonly (readonly [string, TestConfig])[] = [
  [
    'markov × gaussian full × categorical',
    {
      model: {
        gate: 'markov',
        states: 2,
        experts: [
          { family: 'gaussian', columns: ['a', 'b'] },
          { family: 'categorical', columns: 's', prior: { concentration: 1.1 } },
        ],
      },
    },
  ],
  [
    'markov, stationary × poisson',
    {
      model: {
        gate: 'markov',
        states: 3,
        initial: 'stationary',
        experts: [{ family: 'poisson', columns: 'n' }],
      },
    },
  ],
  [
    'markov, left-right × gaussian tied',
    {
      model: {
        gate: 'markov',
        states: 2,
        initial: [1, 0],
        transition: {
          allowed: [
            [1, 1],
            [0, 1],
          ],
        },
        experts: [{ family: 'gaussian', columns: ['a', 'b'], covariance: 'tied' }],
      },
    },
  ],
  [
    'static × categorical of order 1',
    {
      data: { sequence: 'id' },
      model: {
        gate: 'static',
        states: 2,
        experts: [{ family: 'categorical', columns: 's', order: 1, unknown: 'hapax' }],
      },
    },
  ],
  [
    'independent × bernoulli × gaussian spherical',
    {
      model: {
        gate: 'independent',
        states: 2,
        experts: [
          { family: 'bernoulli', columns: 'd' },
          { family: 'gaussian', columns: ['a', 'b'], covariance: 'spherical' },
        ],
      },
    },
  ],
  [
    'labelled × gaussian diagonal',
    {
      data: { z: 'z' },
      model: {
        gate: 'markov',
        experts: [{ family: 'gaussian', columns: ['a', 'b'], covariance: 'diagonal' }],
      },
    },
  ],
  [
    'two categoricals in one entry',
    { model: { gate: 'markov', states: 2, experts: [{ family: 'categorical', columns: ['s', 'z'] }] } },
  ],
]

/** Forty rows with a column for each family; z names states, some cells are missing. */
export function rows(): string {
  const lines = Array.from({ length: 40 }, (_, i) => {
    const high = Math.floor(i / 8) % 2
    const wobble = ((i * 7919) % 13) / 13
    return [
      Math.floor(i / 10),
      (high * 4 + wobble).toFixed(3),
      i % 9 === 4 ? '' : (wobble * 2 - high).toFixed(3),
      'xyw'[(i * 5 + high) % 3],
      Math.round(high * 6 + wobble * 3),
      (i + high) % 2,
      i % 3 === 0 ? '' : high === 1 ? 'high' : 'low',
    ].join(',')
  })
  return ['id,a,b,s,n,d,z', ...lines, ''].join('\n')
}
