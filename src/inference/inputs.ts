/**
 * What every inference routine takes (the one seam between models and inference): arrays only.
 * K states, T steps; row-major; logarithms in nats.
 */
export interface InferenceInputs {
  readonly states: number
  readonly steps: number
  /** [K] log p(z_1 = k); −Infinity is a structural zero. */
  readonly logInitial: Float64Array
  readonly transitions: Transitions
  /** [T][K] log p(x_t | z_t = k); −Infinity where x_t is impossible or z_t is clamped to another state. May be longer than T·K. */
  readonly logLikelihood: Float64Array
}

/** p(z_{t+1} = k | z_t = j). A closed union: every routine of this folder handles every kind. */
export type Transitions = Dense | Sparse | PerStep | Banded | LowRank | Identity | StepWeights

/** The kinds that have products with matrices (`Operators`); the others have routines of their own. */
export type MatrixTransitions = Exclude<Transitions, Identity | StepWeights>

export function hasMatrix(transitions: Transitions): transitions is MatrixTransitions {
  return transitions.kind !== 'identity' && transitions.kind !== 'step-weights'
}

/** [K][K], the row is the state that is left. */
export interface Dense {
  readonly kind: 'dense'
  readonly probabilities: Float64Array
}

/** Compressed rows: state j goes to `columns[i]` with `probabilities[i]` for i in rowStarts[j] … rowStarts[j + 1] − 1. */
export interface Sparse {
  readonly kind: 'sparse'
  /** [K + 1] */
  readonly rowStarts: Int32Array
  /** [non-zeros] */
  readonly columns: Int32Array
  /** [non-zeros] */
  readonly probabilities: Float64Array
}

/** [T − 1][K][K]: entry t leads from step t to step t + 1. */
export interface PerStep {
  readonly kind: 'per-step'
  readonly probabilities: Float64Array
}

/**
 * Jumps between K positions: p(j → k) = weights[k − j + reach] / Σ over the k' that exist of weights[k' − j + reach],
 * zero where |k − j| > reach. A row whose reachable weights are all zero is all zeros.
 */
export interface Banded {
  readonly kind: 'banded'
  readonly reach: number
  /** [2·reach + 1], not negative */
  readonly weights: Float64Array
}

/** A = U·Vᵀ with rank R: p(j → k) = Σ_r left[j][r]·right[k][r]. */
export interface LowRank {
  readonly kind: 'low-rank'
  readonly rank: number
  /** [K][R] */
  readonly left: Float64Array
  /** [K][R] */
  readonly right: Float64Array
}

/** The state never changes (one component for the whole sequence). */
export interface Identity {
  readonly kind: 'identity'
}

/** States that do not depend on each other, with weights that change by step: p(z_{t+1} = k | z_t = j) = exp(logWeights[t][k]). */
export interface StepWeights {
  readonly kind: 'step-weights'
  /** [T − 1][K] log, nats; −Infinity is a structural zero. */
  readonly logWeights: Float64Array
}

/**
 * How many numbers the expected transition counts of a kind take:
 * dense, low-rank and per-step (summed over time) [K][K]; sparse [non-zeros]; banded [2·reach + 1] (summed over positions); identity none;
 * step-weights [K], Σ_t p(z_{t+1} = k | x).
 */
export function transitionCountLength(transitions: Transitions, states: number): number {
  switch (transitions.kind) {
    case 'dense':
    case 'per-step':
    case 'low-rank':
      return states * states
    case 'sparse':
      return transitions.columns.length
    case 'banded':
      return 2 * transitions.reach + 1
    case 'identity':
      return 0
    case 'step-weights':
      return states
  }
}
