import type { EncodedGroup } from '../encode/encoded.js'
import { columnScales, LEAST_LOG_SCALE } from '../model/experts/neural/outputs/gaussian.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import { numberGroup, numberPlan } from '../model/experts/number-columns.js'
import type { Tensor2D, Tensor3D, Tf } from '../tensor/tf.js'
import { logSoftmaxAt } from './log-softmax-at.js'

/** Maps outputs [N][K][O] to log p(x_t | k) [N][K], nats; missing cells count 0. */
export type LogDensities = (tf: Tf, outputs: Tensor3D) => Tensor2D

/** The targets of some steps as the law of an expert's output. `steps` are numbers of steps of the data, [N]. */
export function logDensitiesOf(expert: NeuralExpert, group: EncodedGroup, steps: Int32Array): LogDensities {
  if (group.kind === 'symbols') {
    const codes = Int32Array.from(steps, (step) => group.codes[step]!)
    return (tf, outputs) => logSoftmaxAt(tf, outputs, codes)
  }
  return expert.config.output === 'bernoulli'
    ? bernoulli(expert, group, steps)
    : gaussian(expert, group, steps)
}

/** x log σ(o) + (1 − x) log σ(−o) = x·o − softplus(o) */
function bernoulli(expert: NeuralExpert, group: EncodedGroup, steps: Int32Array): LogDensities {
  const columns = expert.columns.length
  const { cells, observed } = cellsOf(group, steps)
  return (tf, outputs) => {
    const shape: [number, number, number] = [steps.length, 1, columns]
    const log = tf.sub(tf.mul(outputs, tf.tensor3d(cells, shape)), tf.softplus(outputs))
    return tf.sum(tf.mul(log, tf.tensor3d(observed, shape)), 2) as Tensor2D
  }
}

function gaussian(expert: NeuralExpert, group: EncodedGroup, steps: Int32Array): LogDensities {
  const columns = expert.columns.length
  const plan = numberPlan(expert.plan)
  const scales = columnScales(plan)
  const { cells, observed } = cellsOf(group, steps)
  for (let i = 0; i < cells.length; i++) {
    const d = i % columns
    if (observed[i] === 1) cells[i] = (cells[i]! - plan.mean[d]!) / scales[d]!
  }
  const constant = scales.map((scale) => -0.5 * Math.log(2 * Math.PI) - Math.log(scale))
  return (tf, outputs) => {
    const shape: [number, number, number] = [steps.length, 1, columns]
    const states = outputs.shape[1]
    const mean = tf.slice(outputs, [0, 0, 0], [steps.length, states, columns])
    const logScale = tf.maximum(
      tf.slice(outputs, [0, 0, columns], [steps.length, states, columns]),
      tf.scalar(LEAST_LOG_SCALE),
    )
    const z = tf.mul(tf.sub(tf.tensor3d(cells, shape), mean), tf.exp(tf.neg(logScale)))
    const log = tf.sub(tf.sub(tf.tensor3d(constant, [1, 1, columns]), tf.mul(tf.square(z), 0.5)), logScale)
    return tf.sum(tf.mul(log, tf.tensor3d(observed, shape)), 2) as Tensor2D
  }
}

/** [N][D] cells, 0 where missing, and 1 where observed. */
function cellsOf(group: EncodedGroup, steps: Int32Array): { cells: Float32Array; observed: Float32Array } {
  const { values, dimension } = numberGroup(group)
  const cells = new Float32Array(steps.length * dimension)
  const observed = new Float32Array(steps.length * dimension)
  for (const [i, step] of steps.entries()) {
    for (let d = 0; d < dimension; d++) {
      const x = values[step * dimension + d]!
      if (Number.isNaN(x)) continue
      cells[i * dimension + d] = x
      observed[i * dimension + d] = 1
    }
  }
  return { cells, observed }
}
