import type { RowEncoder } from '../../encode/row-encoder.js'
import type { LagRule } from '../../memory/lag-rule.js'
import type { SavedModel } from '../../store/model-file.js'
import type { PredictOptions } from '../commands/predict.js'
import type { CommandIo } from '../io.js'
import type { StreamLabeller, TellImpossible } from './stream-labeller.js'
import type { StreamResults } from './stream-results.js'

const shown = 3

/** Warns of the first few lines of probability 0 as they come, and counts the rest. */
export function impossibleTeller(io: CommandIo, source: string): { tell: TellImpossible; total: () => void } {
  let count = 0
  return {
    tell(line, unreachable, columns) {
      if (++count > shown) return
      const what =
        columns.length === 0 ? 'it' : `what stands in ${columns.map((name) => `"${name}"`).join(', ')}`
      const message = unreachable
        ? `${source}:${line} has probability 0: no state that can be reached there can produce it; its results are empty and the next line begins anew from the initial distribution`
        : `${source}:${line} has probability 0: ${what} has probability 0 in every state; its results are empty and it counts as missing`
      io.warn({ code: 'impossible-step', message })
    },
    total() {
      const rest = count - shown
      if (rest <= 0) return
      const message = `${rest} more line${rest === 1 ? ' has' : 's have'} probability 0; they are empty too`
      io.warn({ code: 'impossible-step', message })
    },
  }
}

/** The first of a column was told when it came. */
export function tellUnknownSymbols(io: CommandIo, encoder: RowEncoder): void {
  for (const { column, count } of encoder.unknownSymbols()) {
    if (count < 2) continue
    io.warn({
      code: 'unknown-symbols',
      message: `${count} cells of column "${column}" held symbols never seen in training`,
    })
  }
}

/** What a stream was, once it is over. */
export function reportStream(
  io: CommandIo,
  options: PredictOptions,
  { model }: SavedModel,
  rule: LagRule,
  labeller: StreamLabeller | null,
  results: StreamResults | null,
): void {
  const lags = labeller?.smoother.lags ?? { steps: 0, sum: 0, longest: 0, capped: 0 }
  const mean = lags.steps === 0 ? 0 : lags.sum / lags.steps
  if (options.out !== undefined) io.say(`wrote ${options.out}`)
  if (rule.kind === 'auto') {
    const { capped, steps } = lags
    io.say(
      `lag: mean ${mean.toFixed(1)}, longest ${lags.longest}; the cap of ${rule.most} (--max-lag) acted on ${capped} of ${steps} steps`,
    )
  }
  const total = results?.counts.reduce((sum, count) => sum + count, 0) ?? 0
  io.result({
    out: options.out,
    sequences: labeller?.sequences ?? 0,
    steps: labeller?.steps ?? 0,
    impossible: labeller?.impossible ?? 0,
    logLikelihood: labeller?.logLikelihood ?? 0,
    lag: { mean, longest: lags.longest, capped: lags.capped },
    share: Object.fromEntries(
      model.stateNames.map((name, k) => [name, total === 0 ? 0 : results!.counts[k]! / total]),
    ),
  })
}
