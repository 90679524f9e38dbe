import type { Dropped } from './dropped.js'
import type { Frontier } from './frontier.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** Smaller entries are watched: times the least filtered probability that a beam keeps, they might vanish. */
export const TINY = 1e-180

/** What a beam asks of one kind of `Transitions`. The kept states of a step stand at places `from` … `to − 1`. */
export interface BeamTransitions {
  /** A lower bound on the positive entries. */
  readonly leastEntry: number
  /** Fills an empty frontier with Σ_j filtered_t(j)·p(j → l). States whose sum vanished in rounding are in it, too. */
  advance(t: number, kept: Survivors, from: number, to: number, frontier: Frontier): void
  /**
   * No less than max_l Σ_i mass(i)·p(i → l) / predicted_{t+1}(l) over the dropped i and the l at which
   * logLikelihood[at + l] > −∞; Infinity where such an l is reached from a dropped state only.
   */
  lossRatio(
    t: number,
    dropped: Dropped,
    keptCount: number,
    frontier: Frontier,
    logLikelihood: Float64Array,
    at: number,
  ): number
  /**
   * Adds the transitions from the states at `from` … `middle − 1` to those at `middle` … `end − 1` to an empty list.
   * `places` [K] names the place of each of the latter, −1 for other states.
   */
  connect(
    t: number,
    kept: Survivors,
    from: number,
    middle: number,
    end: number,
    places: Int32Array,
    edges: StepEdges,
  ): void
}
