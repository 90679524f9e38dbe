/** The observed vectors of a group at given means and scale matrices, one at a time. */
export interface Vectors {
  /** [K] squared distances δ of the vector from the means, and log densities −½ log|2πΣ| of the observed cells; set by `measure`. */
  readonly distances: Float64Array
  readonly logScales: Float64Array
  /** Takes up the vector that begins at `begin`; returns how many of its cells are observed. */
  measure(values: Float64Array, begin: number): number
  /** Adds the vector taken up to the statistics of state k: its moments weighted by weight·precision, and its weight to the counts. */
  add(
    values: Float64Array,
    begin: number,
    k: number,
    weight: number,
    precision: number,
    statistics: Float64Array,
  ): void
}
