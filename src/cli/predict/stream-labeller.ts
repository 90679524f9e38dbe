import type { StreamRows } from '../../data/stream/stream-rows.js'
import type { EncodedGroup } from '../../encode/encoded.js'
import type { EncodedRows, RowEncoder } from '../../encode/row-encoder.js'
import type { LagRule } from '../../memory/lag-rule.js'
import { StreamSmoother } from '../../memory/stream-smoother.js'
import { blindGate, type CompiledModel } from '../../model/compile.js'
import { columnsToBlame, firstUnknowable, missingPredecessor } from './stream-blame.js'
import type { StreamResults } from './stream-results.js'
import { validRows } from './stream-valid.js'

/** Rows of probability 0, as they come. */
export type TellImpossible = (line: number, unreachable: boolean, columns: readonly string[]) => void

/**
 * Labels rows while they come in. A row that no state allows counts as missing; after one that some state allows, but
 * none that can be reached, the stream begins anew: what the model believed was wrong.
 */
export class StreamLabeller {
  readonly smoother: StreamSmoother
  steps = 0
  sequences = 0
  impossible = 0
  /** log p of all rows but the impossible ones, nats */
  logLikelihood = 0
  /** The next row is the first of a sequence, whatever its id. */
  #anew = true
  /** Numbers of the experts that look at the symbol before. */
  readonly #chains: readonly number[]
  #logLikelihoods = new Float64Array(0)

  constructor(
    private readonly compiled: CompiledModel,
    private readonly encoder: RowEncoder,
    rule: LagRule,
    private readonly results: StreamResults,
    private readonly source: string,
    private readonly tell: TellImpossible,
  ) {
    const { states } = compiled.model
    this.smoother = new StreamSmoother({ states, ...blindGate(compiled) }, rule, (marginals) =>
      results.label(marginals),
    )
    this.#chains = compiled.experts.flatMap((expert, e) => (expert.chain === undefined ? [] : [e]))
  }

  /** Labels what can be labelled. @returns what was wrong with the row after those that were read, or null */
  take(rows: StreamRows): unknown {
    const { count, error, ...encoded } = validRows(
      this.compiled.model.experts,
      this.encoder.encode(rows),
      rows,
      this.source,
    )
    let from = 0
    while (from < count) {
      const to = nextStart(encoded.starts, from + 1, count)
      const reached = this.#segment(rows, encoded, from, to)
      if (reached === from)
        return missingPredecessor(this.compiled.model, this.#chains, this.source, rows.lines[from]!)
      from = reached
    }
    this.encoder.keepLast(count)
    return error
  }

  /** The stream is over: everything that waits is written. */
  end(): void {
    this.smoother.end()
  }

  /** Labels rows of one sequence. @returns the row after them: `to`, or one from which densities have to be taken again, or `from` where none could be labelled */
  #segment(
    rows: StreamRows,
    { groups, starts }: Pick<EncodedRows, 'groups' | 'starts'>,
    from: number,
    to: number,
  ): number {
    const { states } = this.compiled.model
    const begins = this.#anew || starts[from] === 1
    if (starts[from] === 1) this.sequences++
    if (begins) this.smoother.begin()
    this.#anew = false
    // Row r stands at place r + 1; order 1 looks at the place before.
    const begin = begins || this.#chains.length === 0 ? from + 1 : from
    const end = this.#chains.length === 0 ? to : firstUnknowable(groups, this.#chains, begin + 1, to + 1) - 1
    if (end <= from) return from
    this.#addLogLikelihoods(groups, begin, end + 1)
    for (let r = from; r < end; r++) {
      if (this.#step(rows, groups, r, (r + 1 - begin) * states)) continue
      this.#anew = true
      if (this.#chains.length > 0) return r + 1
      this.smoother.begin()
      this.#anew = r + 1 === end
    }
    return end
  }

  /** @returns false where the stream begins anew after this row */
  #step(rows: StreamRows, groups: readonly EncodedGroup[], r: number, at: number): boolean {
    this.steps++
    const logPredictive = this.smoother.observe(this.#logLikelihoods, at)
    if (logPredictive > Number.NEGATIVE_INFINITY) {
      this.logLikelihood += logPredictive
      this.results.wait(rows.texts[r]!, -logPredictive)
      this.smoother.accept()
      return true
    }
    this.impossible++
    const { states } = this.compiled.model
    const unreachable = this.#logLikelihoods
      .subarray(at, at + states)
      .some((l) => l > Number.NEGATIVE_INFINITY)
    this.tell(rows.lines[r]!, unreachable, unreachable ? [] : columnsToBlame(this.compiled, groups, r + 1))
    if (unreachable) {
      this.smoother.end()
      this.results.writeEmpty(rows.texts[r]!)
      return false
    }
    this.results.wait(rows.texts[r]!, Number.NaN)
    this.smoother.skip()
    return true
  }

  #addLogLikelihoods(groups: readonly EncodedGroup[], begin: number, end: number): void {
    const size = (end - begin) * this.compiled.model.states
    if (this.#logLikelihoods.length < size) this.#logLikelihoods = new Float64Array(2 * size)
    else this.#logLikelihoods.fill(0, 0, size)
    for (const [e, expert] of this.compiled.experts.entries())
      expert.addLogProbability(groups[e]!, begin, end, this.#logLikelihoods)
  }
}

/** The first row from `from` on that begins a sequence, or `to`. */
function nextStart(starts: Uint8Array, from: number, to: number): number {
  const next = starts.indexOf(1, from)
  return next < 0 || next > to ? to : next
}
