import { type PseudoResiduals, summariseAutocorrelation, summariseResiduals } from '../../evaluation/index.js'
import { normalQuantile } from '../../math/normal-quantile.js'
import { fixed, plural, significant } from '../format.js'
import type { Observed } from './observed.js'
import { colour } from './palette.js'
import { mostPoints, type Picture, type Section } from './section.js'

const mostColumns = 4

/** Pseudo-residuals: a QQ plot a column, and what is left of dependence in time. */
export function residualsSection({ residuals, encoded }: Observed): Section | null {
  const some = residuals.filter(({ forecast }) => forecast.some((z) => !Number.isNaN(z)))
  if (some.length === 0) return null
  const rows = some.flatMap(({ column, forecast, smoothed }) => {
    const dependence = summariseAutocorrelation(forecast, encoded.offsets)
    return (
      [
        ['forecast', forecast],
        ['smoothed', smoothed],
      ] as const
    ).map(([kind, z]) => {
      const { n, mean, standardDeviation, skewness, excessKurtosis, pValue } = summariseResiduals(z)
      return {
        ...{ column, kind, n, mean, standardDeviation, skewness, excessKurtosis, pValue },
        lagOne: kind === 'forecast' ? dependence.autocorrelations[0]! : null,
        independencePValue: kind === 'forecast' ? dependence.independencePValue : null,
      }
    })
  })
  const shown = some.slice(0, mostColumns)
  return {
    id: 'residuals',
    title: 'Does the model fit?',
    text: [
      `Pseudo-residuals are standard normal where the model is true: points on the line. Forecast ones use the past alone and are then independent too; smoothed ones use all other steps.${some.length > shown.length ? ` The first ${shown.length} of ${plural(some.length, 'column')} are drawn.` : ''}`,
    ],
    pictures: shown.map((found, i) => plot(found, i)),
    table: {
      heads: [
        'column',
        'residual',
        'mean',
        'sd',
        'skewness',
        'kurtosis',
        'p normal',
        'lag 1',
        'p independent',
      ],
      rows: rows.map((row) => [
        row.column,
        row.kind,
        fixed(row.mean, 2),
        fixed(row.standardDeviation, 2),
        fixed(row.skewness, 2),
        fixed(row.excessKurtosis, 2),
        significant(row.pValue, 2),
        row.lagOne === null ? '' : fixed(row.lagOne, 2),
        row.independencePValue === null ? '' : significant(row.independencePValue, 2),
      ]),
      left: [0, 1],
    },
    figures: rows,
  }
}

function plot({ column, forecast, smoothed }: PseudoResiduals, place: number): Picture {
  const values = [...quantiles(forecast, 'forecast'), ...quantiles(smoothed, 'smoothed')]
  const bound = Math.min(6, Math.max(3, ...values.map(({ residual }) => Math.abs(residual))))
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: [-bound, bound], nice: false },
  })
  return {
    name: `qq-${place + 1}`,
    alt: `QQ plot of the pseudo-residuals of ${column} against the standard normal law.`,
    caption: `${column}: quantiles of the residuals against those of the standard normal law.`,
    drawing: {
      spec: {
        width: 280,
        height: 280,
        layer: [
          {
            data: {
              values: [
                { x: -bound, y: -bound },
                { x: bound, y: bound },
              ],
            },
            mark: { type: 'line', color: colour('muted'), strokeDash: [4, 3] },
            encoding: { x: axis('x', 'standard normal quantile'), y: axis('y', 'pseudo-residual') },
          },
          {
            data: { values },
            mark: { type: 'point', size: 14, clip: true, opacity: 0.9 },
            encoding: {
              x: axis('normal', 'standard normal quantile'),
              y: axis('residual', 'pseudo-residual'),
              color: {
                field: 'kind',
                type: 'nominal',
                scale: { domain: ['forecast', 'smoothed'], range: [colour('s1'), colour('s2')] },
                legend: { title: null },
              },
            },
          },
        ],
      } as never,
    },
  }
}

/** Every point of a small sample; of a large one the ends, and the middle at equal distances of probability. */
function quantiles(residuals: Float64Array, kind: string) {
  const z = residuals.filter((value) => !Number.isNaN(value)).sort()
  const every = Math.max(1, Math.ceil(z.length / mostPoints))
  const ends = 20
  return [...z.keys()].flatMap((i) =>
    i % every === 0 || i < ends || i >= z.length - ends
      ? [{ kind, normal: normalQuantile((i + 0.5) / z.length), residual: z[i]! }]
      : [],
  )
}
