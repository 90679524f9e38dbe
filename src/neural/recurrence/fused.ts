import type { Tensor, Tensor1D, Tensor2D, Tf } from '../../tensor/tf.js'
import { type SideBySide, sideBySide } from './side-by-side.js'

/** The weights of the recurrence proper: [H][3H] and the bias of the candidate [H], and s_0 [H]. */
export interface RecurrentWeights {
  readonly recurrent: Tensor2D
  readonly candidateBias: Tensor1D
  readonly start: Tensor1D
}

/**
 * The states [N][H] of a gated recurrent unit (`RecurrentUnit` of model/gate/recurrent/) along a stack of sequences, given the sums of
 * its inputs, u W + b [N][3H]. As one function with a gradient of its own: a matrix product for each step of time, over all
 * sequences at once, and plain arithmetic between them. A tape of tensors would hold some twenty operations a step.
 */
export function recurrentStates(
  tf: Tf,
  offsets: Uint32Array,
  sums: Tensor2D,
  { recurrent, candidateBias, start }: RecurrentWeights,
): Tensor2D {
  const layout = sideBySide(offsets)
  const run = tf.customGrad((...args) => {
    const [a, matrix, bias, first] = args as unknown as Tensor[]
    const forward = runForward(tf, layout, a!, matrix as Tensor2D, bias!, first!)
    return {
      value: tf.tensor2d(unpacked(forward.states, layout), [layout.stepAt.length, forward.units]),
      gradFunc: (dy: Tensor) => runBackward(tf, layout, forward, matrix as Tensor2D, dy),
    }
  })
  return run(sums, recurrent, candidateBias, start) as Tensor2D
}

/** What the way back needs, laid out by time, [N][H] each. */
interface Forward {
  readonly units: number
  readonly before: Float32Array
  readonly states: Float32Array
  readonly z: Float32Array
  readonly r: Float32Array
  readonly candidate: Float32Array
  /** s U_n + c, what the reset gate multiplies. */
  readonly product: Float32Array
}

function runForward(
  tf: Tf,
  { active, begin, stepAt }: SideBySide,
  sums: Tensor,
  matrix: Tensor2D,
  bias: Tensor,
  start: Tensor,
): Forward {
  const units = start.size
  const a = sums.dataSync() as Float32Array
  const c = bias.dataSync() as Float32Array
  const first = start.dataSync() as Float32Array
  const rows = () => new Float32Array(stepAt.length * units)
  const [before, states, z, r, candidate, product] = [rows(), rows(), rows(), rows(), rows(), rows()]
  for (let t = 0; t < active.length; t++) {
    const from = begin[t]! * units
    const size = active[t]! * units
    if (t === 0) for (let i = 0; i < size; i++) before[i] = first[i % units]!
    else before.set(states.subarray(begin[t - 1]! * units, begin[t - 1]! * units + size), from)
    const seen = before.subarray(from, from + size)
    const g = product2d(tf, seen, active[t]!, matrix, false)
    for (let i = 0; i < active[t]!; i++) {
      const row = 3 * units * i
      const sum = 3 * units * stepAt[begin[t]! + i]!
      for (let j = 0, at = from + i * units; j < units; j++, at++) {
        const keep = 1 / (1 + Math.exp(-(a[sum + j]! + g[row + j]!)))
        const reset = 1 / (1 + Math.exp(-(a[sum + units + j]! + g[row + units + j]!)))
        const q = g[row + 2 * units + j]! + c[j]!
        const n = Math.tanh(a[sum + 2 * units + j]! + reset * q)
        z[at] = keep
        r[at] = reset
        product[at] = q
        candidate[at] = n
        states[at] = keep * before[at]! + (1 - keep) * n
      }
    }
  }
  return { units, before, states, z, r, candidate, product }
}

/** Backpropagation through time. @returns derivatives of the sums, the matrix, the bias of the candidate and s_0 */
function runBackward(
  tf: Tf,
  { active, begin, stepAt }: SideBySide,
  { units, before, z, r, candidate, product }: Forward,
  matrix: Tensor2D,
  dy: Tensor,
): Tensor[] {
  const ofStates = dy.dataSync() as Float32Array
  const steps = stepAt.length
  const ofSums = new Float32Array(3 * units * steps)
  const ofProducts = new Float32Array(3 * units * steps)
  const ofBias = new Float64Array(units)
  // Of the states one step earlier, for the sequences that have this step.
  let carried = new Float32Array(0)
  for (let t = active.length - 1; t >= 0; t--) {
    const from = begin[t]! * units
    const kept = new Float32Array(active[t]! * units)
    for (let i = 0; i < active[t]!; i++) {
      const step = stepAt[begin[t]! + i]!
      const place = 3 * units * (begin[t]! + i)
      for (let j = 0, own = i * units, at = from + own; j < units; j++, own++, at++) {
        const d = ofStates[step * units + j]! + (own < carried.length ? carried[own]! : 0)
        const n = candidate[at]!
        const ofCandidate = d * (1 - z[at]!) * (1 - n * n)
        const ofKeep = d * (before[at]! - n) * z[at]! * (1 - z[at]!)
        const ofReset = ofCandidate * product[at]! * r[at]! * (1 - r[at]!)
        const ofProduct = ofCandidate * r[at]!
        kept[own] = d * z[at]!
        const sum = 3 * units * step + j
        ofSums[sum] = ofKeep
        ofSums[sum + units] = ofReset
        ofSums[sum + 2 * units] = ofCandidate
        ofProducts[place + j] = ofKeep
        ofProducts[place + units + j] = ofReset
        ofProducts[place + 2 * units + j] = ofProduct
        ofBias[j]! += ofProduct
      }
    }
    const back = product2d(
      tf,
      ofProducts.subarray(3 * from, 3 * (from + kept.length)),
      active[t]!,
      matrix,
      true,
    )
    for (let i = 0; i < kept.length; i++) kept[i]! += back[i]!
    carried = kept
  }
  const ofStart = new Float32Array(units)
  for (let i = 0; i < carried.length; i++) ofStart[i % units]! += carried[i]!
  const ofMatrix = tf.tidy(() =>
    tf.matMul(tf.tensor2d(before, [steps, units]), tf.tensor2d(ofProducts, [steps, 3 * units]), true),
  )
  return [
    tf.tensor2d(ofSums, [steps, 3 * units]),
    ofMatrix,
    tf.tensor1d(Float32Array.from(ofBias)),
    tf.tensor1d(ofStart),
  ]
}

/** Rows times the matrix, or its transpose, read at once. */
function product2d(
  tf: Tf,
  rows: Float32Array,
  count: number,
  matrix: Tensor2D,
  transposed: boolean,
): Float32Array {
  return tf.tidy(() => {
    const width = rows.length / count
    return tf.matMul(tf.tensor2d(rows, [count, width]), matrix, false, transposed).dataSync() as Float32Array
  })
}

/** From the layout by time to that of the stack. */
function unpacked(byTime: Float32Array, { stepAt }: SideBySide): Float32Array {
  const units = byTime.length / Math.max(1, stepAt.length)
  const stacked = new Float32Array(byTime.length)
  for (const [place, step] of stepAt.entries())
    stacked.set(byTime.subarray(place * units, (place + 1) * units), step * units)
  return stacked
}
