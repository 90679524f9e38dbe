import { describe, expect, it } from 'vitest'
import { createReferenceEngine } from '../../src/inference/index.js'
import { chainLogLikelihood } from '../../src/neural/chain-likelihood.js'
import { createRandom } from '../../src/random.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '../../src/tensor/tf.js'
import { openTf } from './helpers.js'

const K = 3
const offsets = Uint32Array.from([0, 4, 5, 8])
const N = 8

/** Every path of a sequence of T steps. */
function paths(T: number): number[][] {
  return T === 0 ? [[]] : paths(T - 1).flatMap((path) => Array.from({ length: K }, (_, k) => [...path, k]))
}

/** log Σ over all K^T paths, sequence by sequence: the definition. */
function bruteForce(
  kind: string,
  logDensities: ArrayLike<number>,
  weightLogits: Float64Array,
  transitionLogits: Float64Array,
  labels: Int32Array | null,
): number {
  const logWeights = logSoftmax(weightLogits)
  const rows = Array.from({ length: K }, (_, j) => logSoftmax(transitionLogits.subarray(j * K, (j + 1) * K)))
  return sumOfPaths(
    kind,
    logDensities,
    logWeights,
    Float64Array.from(rows.flatMap((row) => [...row])),
    labels,
  )
}

function logSoftmax(logits: Float64Array): Float64Array {
  const total = Math.log(logits.reduce((sum, l) => sum + Math.exp(l), 0))
  return logits.map((l) => l - total)
}

function sumOfPaths(
  kind: string,
  logDensities: ArrayLike<number>,
  logWeights: ArrayLike<number>,
  logTransition: ArrayLike<number>,
  labels: Int32Array | null,
): number {
  let total = 0
  for (let b = 0; b + 1 < offsets.length; b++) {
    const from = offsets[b]!
    let sum = 0
    for (const path of paths(offsets[b + 1]! - from)) {
      if (kind === 'static' && path.some((k) => k !== path[0])) continue
      if (path.some((k, t) => (labels?.[from + t] ?? -1) >= 0 && labels![from + t] !== k)) continue
      let log = 0
      for (const [t, k] of path.entries()) {
        log += logDensities[(from + t) * K + k]!
        if (t === 0 || kind === 'independent') log += logWeights[k]!
        else if (kind === 'markov') log += logTransition[path[t - 1]! * K + k]!
      }
      sum += Math.exp(log)
    }
    total += Math.log(sum)
  }
  return total
}

const random = createRandom(11)
const normals = (n: number) => Float64Array.from({ length: n }, () => Math.fround(random.normal()))
const logDensities = normals(N * K)
const weightLogits = normals(K)
const transitionLogits = normals(K * K)
const known = Int32Array.from([-1, 2, -1, -1, 0, -1, -1, 1])

describe.each(['javascript', 'wasm'] as const)('on %s', (device) => {
  describe.each(['static', 'independent', 'markov'] as const)('under the gate %s', (kind) => {
    it.each([
      ['free states', null],
      ['some known states', known],
    ])('value and gradient are those of all K^T paths, with %s', async (_, given) => {
      // A static gate has one state for a sequence: two known ones would contradict each other.
      const labels =
        kind === 'static' && given !== null ? Int32Array.from([-1, 2, -1, -1, 0, -1, -1, -1]) : given
      const tf = await openTf(device)
      const f = (d: Tensor, w: Tensor, a: Tensor): Scalar => {
        const gate = {
          logWeights: tf.logSoftmax(w as Tensor1D),
          logTransition: kind === 'markov' ? tf.logSoftmax(a as Tensor2D) : null,
        }
        const value = chainLogLikelihood(
          tf,
          createReferenceEngine(),
          kind,
          { offsets, labels },
          d as Tensor2D,
          gate,
        )
        // Gates without a chain do not look at the matrix; the gradient wants every argument to matter.
        return kind === 'markov' ? value : tf.add(value, tf.mul(tf.sum(a), 0))
      }
      const { value, grads } = tf.valueAndGrads(f as never)([
        tf.tensor2d(Float32Array.from(logDensities), [N, K]),
        tf.tensor1d(Float32Array.from(weightLogits)),
        tf.tensor2d(Float32Array.from(transitionLogits), [K, K]),
      ])
      const blocks = [logDensities.slice(), weightLogits.slice(), transitionLogits.slice()] as const
      const exact = () => bruteForce(kind, ...blocks, labels)
      expect(value.dataSync()[0]).toBeCloseTo(exact(), 4)
      const h = 1e-5
      for (const [i, block] of blocks.entries()) {
        const found = grads[i]!.dataSync()
        for (let j = 0; j < block.length; j++) {
          const kept = block[j]!
          block[j] = kept + h
          const above = exact()
          block[j] = kept - h
          const below = exact()
          block[j] = kept
          expect(found[j]).toBeCloseTo((above - below) / (2 * h), 5)
        }
      }
    })
  })
})
