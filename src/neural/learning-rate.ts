/** Share of the training steps in which the rate rises. */
const warmUp = 0.05

/** The rate of training step `step` (from 0) of `total`: rises in a line to `highest`, then falls in half a cosine to 0. */
export function learningRateAt(step: number, total: number, highest: number): number {
  const rising = Math.max(1, Math.round(warmUp * total))
  if (step < rising) return (highest * (step + 1)) / rising
  return highest * 0.5 * (1 + Math.cos((Math.PI * (step - rising)) / Math.max(1, total - rising)))
}
