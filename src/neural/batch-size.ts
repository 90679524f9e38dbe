/** Sequences in a training step where there are many. */
const MOST = 16
/** A pass over the data that moves the weights less often than this learns little from them. */
const LEAST_STEPS = 32

/** How many of the training sequences make a training step where the config does not say: few long ones are taken one at a time. */
export function defaultBatchSize(sequences: number): number {
  return Math.min(MOST, Math.max(1, Math.floor(sequences / LEAST_STEPS)))
}
