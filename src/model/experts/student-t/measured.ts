/** Steps that are measured at a time: few enough to stay in the first caches, whatever the length of a sequence. */
export const STRETCH = 256

/** What is known of a stretch of vectors. */
export interface Measured {
  /** [STRETCH] how many cells of each are observed. */
  readonly observed: Int32Array
  /** [STRETCH][K] squared distances δ from the means, and log densities −½ log|2πΣ| of the observed cells. */
  readonly distances: Float64Array
  readonly logScales: Float64Array
  /** [STRETCH][K] responsibilities, and these times the latent precisions. */
  readonly weights: Float64Array
  readonly weighted: Float64Array
}

export function measuredRoom(states: number): Measured {
  const cells = () => new Float64Array(STRETCH * states)
  return {
    observed: new Int32Array(STRETCH),
    distances: cells(),
    logScales: cells(),
    weights: cells(),
    weighted: cells(),
  }
}
