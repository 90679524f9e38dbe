import type { Encoded } from '../../encode/index.js'
import {
  type AutocorrelationSummary,
  type NormalitySummary,
  pseudoResiduals,
  summariseAutocorrelation,
  summariseResiduals,
} from '../../evaluation/index.js'
import type { CompiledModel } from '../../model/compile.js'
import type { ModelEngine } from '../../model/model-engine.js'
import { significant } from '../../report/format.js'
import { count, fixed, renderTable } from '../../report/index.js'
import { steadily } from '../interrupted.js'
import type { CommandIo } from '../io.js'
import { createProgress } from '../progress.js'

/** What `eval --residuals` says of one column. */
export interface ResidualRecord {
  readonly column: string
  /** Each residual of a discrete column is drawn at random (by the seed) from its interval. */
  readonly discrete: boolean
  readonly forecast: NormalitySummary & AutocorrelationSummary
  readonly smoothed: NormalitySummary
}

export async function measureResiduals(
  io: CommandIo,
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  seed: number,
): Promise<ResidualRecord[]> {
  const progress = await createProgress(io, { title: 'residuals', total: data.sequenceIds.length })
  const onSequence = steadily(io.context, (done) => progress.update(done))
  const found = await pseudoResiduals(compiled, data, engine, { seed, onSequence })
  progress.stop()
  if (found.length === 0) {
    io.warn({
      code: 'no-residuals',
      message: 'no column holds numbers, and symbols have no order: there are no pseudo-residuals',
    })
  }
  return found.map(({ column, discrete, forecast, smoothed }) => ({
    column,
    discrete,
    forecast: { ...summariseResiduals(forecast), ...summariseAutocorrelation(forecast, data.offsets) },
    smoothed: summariseResiduals(smoothed),
  }))
}

/** Two rows a column, and how to read them. */
export function residualTable(records: readonly ResidualRecord[]): string {
  const heads = [
    'column',
    'residual',
    'n',
    'mean',
    'sd',
    'skewness',
    'kurtosis',
    'distance',
    'p normal',
    'lag 1',
    'p independent',
  ]
  const row = (column: string, kind: string, summary: NormalitySummary, dependence: string[]) => [
    column,
    kind,
    count(summary.n),
    fixed(summary.mean, 3),
    fixed(summary.standardDeviation, 3),
    fixed(summary.skewness, 2),
    fixed(summary.excessKurtosis, 2),
    fixed(summary.distance, 3),
    significant(summary.pValue, 2),
    ...dependence,
  ]
  const rows = records.flatMap(({ column, forecast, smoothed }) => [
    row(column, 'forecast', forecast, [
      fixed(forecast.autocorrelations[0]!, 2),
      significant(forecast.independencePValue, 2),
    ]),
    row('', 'smoothed', smoothed, ['', '']),
  ])
  return [
    'pseudo-residuals (a true model: mean 0, sd 1, skewness 0, excess kurtosis 0; forecast ones independent)',
    renderTable({ heads, rows, left: [0, 1] }),
  ].join('\n')
}
