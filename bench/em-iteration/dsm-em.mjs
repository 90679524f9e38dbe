/**
 * One EM iteration of a Gaussian HMM over one column on the reference engine: log-densities, smoothing, statistics,
 * new parameters. The densities and sums are written out here, so that the figure is that of the engine.
 */
export function emIteration(engine, x, sequences, steps, parameters, workspace) {
  const { initial, transition, mean, variance } = parameters
  const states = mean.length
  const { logDensity, smoothedSum, firstSum, weightedSum, weightedSquares, counts } = workspace
  const logInitial = initial.map(Math.log)
  for (const sums of [smoothedSum, firstSum, weightedSum, weightedSquares, counts]) sums.fill(0)
  const constant = Float64Array.from(variance, (v) => -0.5 * Math.log(2 * Math.PI * v))
  const halfPrecision = Float64Array.from(variance, (v) => -0.5 / v)
  const transitions = { kind: 'dense', probabilities: transition }
  let logLikelihood = 0
  for (let n = 0; n < sequences; n++) {
    const from = n * steps
    for (let t = 0, at = 0; t < steps; t++) {
      const value = x[from + t]
      for (let k = 0; k < states; k++, at++) {
        const d = value - mean[k]
        logDensity[at] = constant[k] + halfPrecision[k] * d * d
      }
    }
    const result = engine.smooth({ states, steps, logInitial, transitions, logLikelihood: logDensity }, counts)
    logLikelihood += result.logLikelihood
    collect(x, from, steps, states, result.smoothed, smoothedSum, weightedSum, weightedSquares)
    for (let k = 0; k < states; k++) firstSum[k] += result.smoothed[k]
  }
  return { logLikelihood, parameters: maximise(workspace, states) }
}

function collect(x, from, steps, states, smoothed, smoothedSum, weightedSum, weightedSquares) {
  for (let t = 0, at = 0; t < steps; t++) {
    const value = x[from + t]
    for (let k = 0; k < states; k++, at++) {
      const g = smoothed[at]
      smoothedSum[k] += g
      weightedSum[k] += g * value
      weightedSquares[k] += g * value * value
    }
  }
}

function maximise({ smoothedSum, firstSum, weightedSum, weightedSquares, counts }, states) {
  const total = firstSum.reduce((a, b) => a + b, 0)
  const mean = weightedSum.map((s, k) => s / smoothedSum[k])
  return {
    initial: firstSum.map((c) => c / total),
    transition: counts.map((c, i) => {
      const row = Math.floor(i / states) * states
      return c / counts.subarray(row, row + states).reduce((a, b) => a + b, 0)
    }),
    mean,
    variance: weightedSquares.map((s, k) => s / smoothedSum[k] - mean[k] * mean[k]),
  }
}

export function createSums(states, steps) {
  const room = (n) => new Float64Array(n)
  return {
    logDensity: room(steps * states),
    smoothedSum: room(states),
    firstSum: room(states),
    weightedSum: room(states),
    weightedSquares: room(states),
    counts: room(states * states),
  }
}
