import { type ExtraColumn, formatOf } from '../../data/index.js'
import { type Forecast, forecast, forecastQuantiles } from '../../evaluation/index.js'
import type { SavedModel } from '../../store/model-file.js'
import { sayBeam } from '../beam-report.js'
import type { PredictOptions } from '../commands/predict.js'
import type { CommandIo } from '../io.js'
import { withOutput } from '../output-sink.js'
import { type TableFormat, writeTable } from '../write-table.js'
import type { Prediction } from './index.js'

/** A vocabulary up to this size gets a column for each symbol. */
const mostSymbolColumns = 200

/** `--forecast H`: H rows a sequence, `step` 1 … H after its end. */
export async function predictForecast(
  io: CommandIo,
  options: PredictOptions,
  horizon: number,
  { saved, compiled, engine, beam, read }: Prediction,
): Promise<void> {
  const { encoded, data, source, config } = read
  const sequences = encoded.sequenceIds.length
  const forecasts = encoded.sequenceIds.map((_, s) => forecast(compiled, encoded, engine, s, horizon))
  const beamed = sayBeam(io, beam)
  const impossible = forecasts.flatMap((result, s) => (result === null ? [encoded.sequenceIds[s]!] : []))
  if (impossible.length > 0) {
    io.warn({
      code: 'impossible-sequence',
      message: `no forecast for ${impossible.length} of ${sequences} sequences of probability 0 (first "${impossible[0]}"); dsm eval says where`,
    })
  }
  const at = (step: number): Forecast | null =>
    forecasts[Math.floor(step / horizon)]?.[step % horizon] ?? null
  const columns = [{ name: 'step', cell: (step: number) => (step % horizon) + 1 }, ...columnsOf(saved, at)]
  const table = {
    sequence: data.roles.sequence ?? (sequences > 1 ? 'sequence' : null),
    sequenceIds: encoded.sequenceIds,
    offsets: Array.from({ length: sequences + 1 }, (_, s) => s * horizon),
    columns: columns.map((column) => ({ ...column, name: options.prefix + column.name })),
  }
  const format = tableFormat(formatOf(source.name, config))
  await withOutput(io, options.out, (sink) => writeTable(table, format, sink))
  io.result({ out: options.out, sequences, horizon, ...beamed })
}

function columnsOf({ model, plan }: SavedModel, at: (step: number) => Forecast | null): ExtraColumn[] {
  const states = model.stateNames.map(
    (name, k): ExtraColumn => ({ name: `p_${name}`, cell: (step) => at(step)?.states[k] ?? null }),
  )
  const experts = plan.groups.flatMap((group, e): ExtraColumn[] => {
    if (group.kind === 'numbers') return group.columns.flatMap((name, d) => numberColumns(name, e, d, at))
    return symbolColumns(group.columns[0], group.symbols, e, at)
  })
  return [...states, ...experts]
}

/** `speed_mean`, `speed_sd`, `speed_q05`, `speed_q50`, `speed_q95` */
function numberColumns(
  name: string,
  e: number,
  d: number,
  at: (step: number) => Forecast | null,
): ExtraColumn[] {
  const summary = (step: number) => {
    const expert = at(step)?.experts[e]
    return expert?.kind === 'numbers' ? expert.columns[d]! : null
  }
  return [
    { name: `${name}_mean`, cell: (step) => summary(step)?.mean ?? null },
    { name: `${name}_sd`, cell: (step) => summary(step)?.standardDeviation ?? null },
    ...forecastQuantiles.map((q, i) => ({
      name: `${name}_q${String(Math.round(100 * q)).padStart(2, '0')}`,
      cell: (step: number) => summary(step)?.quantiles[i] ?? null,
    })),
  ]
}

/** `word=the`, … ; of a large vocabulary `word_best` and `word_best_probability` */
function symbolColumns(
  name: string,
  symbols: readonly string[],
  e: number,
  at: (step: number) => Forecast | null,
): ExtraColumn[] {
  const probabilities = (step: number) => {
    const expert = at(step)?.experts[e]
    return expert?.kind === 'symbols' ? expert.probabilities : null
  }
  if (symbols.length <= mostSymbolColumns) {
    return symbols.map((symbol, v) => ({
      name: `${name}=${symbol}`,
      cell: (step) => probabilities(step)?.[v] ?? null,
    }))
  }
  const best = (step: number) => {
    const all = probabilities(step)
    return all === null ? -1 : all.reduce((top, p, v) => (p > all[top]! ? v : top), 0)
  }
  return [
    { name: `${name}_best`, cell: (step) => symbols[best(step)] ?? null },
    { name: `${name}_best_probability`, cell: (step) => probabilities(step)?.[best(step)] ?? null },
  ]
}

function tableFormat(format: string): TableFormat {
  return format === 'tsv' ? 'tsv' : format === 'jsonl' || format === 'text' ? 'jsonl' : 'csv'
}
