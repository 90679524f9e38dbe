import type { Banded, Sparse } from '../inference/inputs.js'
import { bandedRowTotal, leastPositive } from '../inference/transition-entries.js'
import type { BeamTransitions } from './beam-transitions.js'
import type { Dropped } from './dropped.js'
import { Frontier } from './frontier.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** Sparse and banded transitions: a step costs the entries in the rows of the kept states, and of the dropped while there is a bound. */
export class CompressedRows implements BeamTransitions {
  readonly leastEntry: number
  readonly #rows: Sparse
  /** Place of each entry's expected count; null where it is the entry's own. */
  readonly #slots: Int32Array | null
  /** What the dropped states lead to. */
  readonly #leak = new Frontier()

  constructor(transitions: Sparse | Banded, states: number) {
    const { rows, slots } = transitions.kind === 'sparse' ? given(transitions) : unrolled(transitions, states)
    this.#rows = rows
    this.#slots = slots
    this.leastEntry = leastPositive(rows.probabilities, rows.columns.length)
    this.#leak.reserve(states)
  }

  advance(_t: number, kept: Survivors, from: number, to: number, frontier: Frontier): void {
    for (let i = from; i < to; i++) this.#spread(kept.states[i]!, kept.filtered[i]!, frontier)
  }

  lossRatio(
    _t: number,
    dropped: Dropped,
    _keptCount: number,
    { predicted }: Frontier,
    logLikelihood: Float64Array,
    at: number,
  ): number {
    const leak = this.#leak
    leak.clear()
    for (let i = 0; i < dropped.count; i++) this.#spread(dropped.states[i]!, dropped.mass[i]!, leak)
    let ratio = 0
    for (let i = 0; i < leak.count; i++) {
      const l = leak.states[i]!
      if (logLikelihood[at + l] === -Infinity) continue
      if (predicted[l] === 0) return Infinity
      ratio = Math.max(ratio, leak.predicted[l]! / predicted[l]!)
    }
    return ratio
  }

  connect(
    _t: number,
    kept: Survivors,
    from: number,
    middle: number,
    _end: number,
    places: Int32Array,
    edges: StepEdges,
  ): void {
    const { rowStarts, columns, probabilities } = this.#rows
    for (let place = from; place < middle; place++) {
      const j = kept.states[place]!
      const end = rowStarts[j + 1]!
      edges.reserve(end - rowStarts[j]!)
      for (let i = rowStarts[j]!; i < end; i++) {
        const to = places[columns[i]!]!
        if (to >= 0 && probabilities[i]! > 0)
          edges.add(place, to, probabilities[i]!, this.#slots === null ? i : this.#slots[i]!)
      }
    }
  }

  #spread(j: number, mass: number, frontier: Frontier): void {
    const { rowStarts, columns, probabilities } = this.#rows
    const end = rowStarts[j + 1]!
    for (let i = rowStarts[j]!; i < end; i++) {
      const p = probabilities[i]!
      if (p > 0) frontier.add(columns[i]!, mass * p)
    }
  }
}

interface Compressed {
  readonly rows: Sparse
  readonly slots: Int32Array | null
}

function given(rows: Sparse): Compressed {
  return { rows, slots: null }
}

/** The rows of a banded matrix with their probabilities. */
function unrolled(band: Banded, states: number): Compressed {
  const { reach, weights } = band
  leastPositive(weights, 2 * reach + 1)
  const rowStarts = new Int32Array(states + 1)
  const columns: number[] = []
  const probabilities: number[] = []
  const slots: number[] = []
  for (let j = 0; j < states; j++) {
    const total = bandedRowTotal(band, states, j)
    for (let k = Math.max(0, j - reach); k <= Math.min(states - 1, j + reach); k++) {
      const weight = weights[k - j + reach]!
      if (!(weight > 0)) continue
      columns.push(k)
      probabilities.push(weight / total)
      slots.push(k - j + reach)
    }
    rowStarts[j + 1] = columns.length
  }
  const rows: Sparse = {
    kind: 'sparse',
    rowStarts,
    columns: Int32Array.from(columns),
    probabilities: Float64Array.from(probabilities),
  }
  return { rows, slots: Int32Array.from(slots) }
}
