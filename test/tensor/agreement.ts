import { expect } from 'vitest'
import { relativeDifference, type Training } from './small-training.js'

/** float32 has a relative precision of 6e-8; sums of some hundred products differ in their order. */
const forwardTolerance = 1e-6
const gradientTolerance = 1e-5
/** Adam divides by the root of the second moment: where a gradient is near 0, its rounding shows. */
const trainedTolerance = 1e-4

/** Fails unless two devices computed the same, up to the rounding of float32. */
export function expectAgreement(found: Training, reference: Training): void {
  expect(relativeDifference(found.forward, reference.forward)).toBeLessThan(forwardTolerance)
  for (const [i, gradient] of found.gradients.entries())
    expect(relativeDifference(gradient, reference.gradients[i]!)).toBeLessThan(gradientTolerance)
  expect(relativeDifference(found.losses, reference.losses)).toBeLessThan(forwardTolerance)
  expect(found.losses.at(-1)!).toBeLessThan(found.losses[0]!)
  for (const [i, values] of found.parameters.entries())
    expect(relativeDifference(values, reference.parameters[i]!)).toBeLessThan(trainedTolerance)
}
