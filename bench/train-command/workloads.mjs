/** What is trained: 200 sequences of 1000 rows each time. `given`: from start values, so that both must find the same. */
export const WORKLOADS = [
  { name: 'K=4, 20 iterations, start values given', states: 4, restarts: 1, iterations: 20, given: true },
  { name: 'K=4, 20 iterations, own start', states: 4, restarts: 1, iterations: 20, given: false },
  { name: 'K=8, 10 restarts of 50 iterations', states: 8, restarts: 10, iterations: 50, given: false },
]

/** The config of a workload; neither program stops before its iterations are done. */
export function configOf({ states, restarts, iterations, given }, start, data, output) {
  const expert = { family: 'gaussian' }
  const model = { gate: 'markov', states, experts: [expert] }
  if (given) {
    model.initial = { start: start.initial }
    model.transition = { start: start.transition }
    expert.start = { mean: start.mean, covariance: start.variance.map((row) => [row]) }
  }
  return {
    data: { path: data, sequence: 'id', order: 't', x: ['value'] },
    model,
    training: { restarts, maxIterations: iterations, tolerance: 0 },
    output,
  }
}

/** Start parameters of a problem of one column, as nested lists. */
export function nested({ states, parameters: { initial, transition, mean, variance } }) {
  const column = (values) => Array.from(values, (value) => [value])
  return {
    initial: [...initial],
    transition: Array.from({ length: states }, (_, i) => [
      ...transition.subarray(i * states, (i + 1) * states),
    ]),
    mean: column(mean),
    variance: column(variance),
  }
}
