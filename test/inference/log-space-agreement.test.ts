import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine } from '../../src/inference/index.js'
import { allInLogSpace, isScaled } from './in-log-space.js'
import { kinds, modelShape, randomModel } from './random-model.js'

const engine = createReferenceEngine()
const RELATIVE = 1e-12
const PROBABILITY = 1e-10
const RUNS = 120
const MAX_STEPS = 300

/** Σ_t |log p(x_t | past)|: the size of what both recursions had to add up. */
const size = (logPredictive: Float64Array) => logPredictive.reduce((sum, l) => sum + Math.abs(l), 0)

function greatestDifference(a: Float64Array, b: Float64Array, length: number): number {
  let greatest = 0
  for (let i = 0; i < length; i++) {
    const difference = Math.abs(a[i]! - b[i]!)
    if (!(difference <= greatest)) greatest = difference
  }
  return greatest
}

describe.each(kinds.filter((kind) => kind !== 'identity' && kind !== 'step-weights'))(
  '%s transitions',
  (kind) => {
    it('the engine agrees with log-space on long sequences, whichever recursion it took', () => {
      const seen = { scaled: 0, logSpace: 0, impossible: 0 }
      fc.assert(
        fc.property(modelShape(MAX_STEPS), fc.constantFrom(1, 0.02), (shape, rarity) => {
          const inputs = randomModel(kind, { ...shape, impossible: shape.impossible * rarity })
          const reference = allInLogSpace(inputs)
          const counts = new Float64Array(reference.counts.length)
          const { logLikelihood, impossibleAt, smoothed } = engine.smooth(inputs, counts)
          expect(impossibleAt).toBe(reference.impossibleAt)
          if (impossibleAt >= 0) {
            seen.impossible++
            expect(logLikelihood).toBe(-Infinity)
            return
          }
          seen[isScaled(inputs) ? 'scaled' : 'logSpace']++
          const cells = inputs.steps * inputs.states
          const allowed = RELATIVE * Math.max(1, size(reference.logPredictive))
          expect(Math.abs(logLikelihood - reference.logLikelihood)).toBeLessThanOrEqual(allowed)
          const probability = PROBABILITY + allowed
          expect(greatestDifference(smoothed, reference.smoothed, cells)).toBeLessThanOrEqual(probability)
          expect(greatestDifference(counts, reference.counts, counts.length)).toBeLessThanOrEqual(
            probability * inputs.steps,
          )
          const filter = engine.filter(inputs)
          expect(greatestDifference(filter.filtered, reference.filtered, cells)).toBeLessThanOrEqual(
            probability,
          )
          expect(filter.logLikelihood).toBe(logLikelihood)
          expect(engine.logLikelihood(inputs).logLikelihood).toBe(logLikelihood)
        }),
        { seed: 7, numRuns: RUNS },
      )
      expect(seen.scaled).toBeGreaterThan(RUNS / 10)
      expect(seen.logSpace).toBeGreaterThan(0)
      expect(seen.impossible).toBeGreaterThan(0)
    })
  },
)
