/** Steps whose posteriors are kept together until counts and statistics are taken. */
export const BLOCK: i32 = 16

/** A scale below this says that the recursion stands on what it may have lost. */
export const LEAST_SCALE: f64 = 1e-100
/** A backward factor above this may have lost too much to underflow before it. */
export const GREATEST_BACKWARD: f64 = 1e200

/**
 * A stretch of time of 4 sequences (Across) or of one (Within): what the host fills in and all routines read.
 * Rows are `stride` bytes apart. Row 0 of `forward` and `scale` belongs to the step before the segment.
 */
@unmanaged
export class Segment {
  steps: i32
  /** K, padded */
  states: i32
  /** pairs of vectors in a row */
  pairs: i32
  stride: usize
  /** steps that all lanes have */
  full: i32
  /** whether the segment begins the sequences */
  first: i32
  /** [4] f64: steps of each lane from the beginning of the segment, may be negative or more than `steps` */
  lengths: usize
  /** [S][row] log-densities in units of log 2 / 128, then relative densities, then backward weights */
  densities: usize
  /** [S + 1][row] forward variables */
  forward: usize
  /** [S + 1][4] the power of two that a step is multiplied by */
  scale: usize
  /** [row] */
  backward: usize
  /** [BLOCK][row] */
  posterior: usize
  /** [K] p(z_1 = k), or its logarithm */
  initial: usize
  /** [K] what the backward recursion ends on */
  terminal: usize
  /** transitions by destination, in panels (dense) or compressed columns */
  into: usize
  /** by source */
  outOf: usize
  /** [K][K] sums of forward·backward products; [non-zeros] for compressed ones */
  products: usize
  /** [row] Σ_t p(z_t = k | x) */
  visits: usize
  /** [row] p(z_1 = k | x) */
  starts: usize
  experts: usize
  expertCount: i32
  /** a density was so small that it was held up */
  clamped: i32
  /** [4] f64 sums of the greatest log-densities of the steps */
  greatest: usize
  /** [4] i64 exponents, [4] f64 mantissas of the product of the sums */
  product: usize
  /** [4] i64 masks: all ones while nothing is wrong */
  sound: usize
  /** [4] f64 posterior mass on densities that were held up */
  doubtful: usize
  /** whether transitions are compressed */
  sparse: i32
  /** [S][4] the greatest log-density of each step, in units of log 2 / 128; 0 where nobody wants them */
  peaks: usize
}

/** One expert of the model. */
@unmanaged
export class Expert {
  kind: i32
  /** D */
  columns: i32
  parameters: usize
  observations: usize
  statistics: usize
  /** whether cells may be missing, or rates be zero */
  masked: i32
  /** lists of rows: [T·lanes + 1] i32 starts and the ids they point to; 0 where every cell has one row */
  lists: usize
  /** scratch */
  scratch: usize
}

/** Lanes in which step u of the segment exists: first and second vector. */
@inline
export function alive(lengths: usize, u: i32): v128 {
  return f64x2.lt(f64x2.splat(<f64>u), v128.load(lengths))
}

@inline
export function aliveAgain(lengths: usize, u: i32): v128 {
  return f64x2.lt(f64x2.splat(<f64>u), v128.load(lengths, 16))
}
