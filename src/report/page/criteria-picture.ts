import { fixed } from '../format.js'
import { stateColours } from './palette.js'
import { gridWords, type RecordedCv } from './recorded-cv.js'
import type { Picture } from './section.js'

/** AIC, BIC and ICL against K, each above its lowest. */
export function criteriaPicture({ table }: RecordedCv): Picture {
  const values = (['aic', 'bic', 'icl'] as const).flatMap((criterion) => {
    const known = table.flatMap((row) => row[criterion] ?? [])
    const least = Math.min(...known)
    return table.flatMap((row) =>
      row[criterion] === null || row.degenerate
        ? []
        : [
            {
              K: row.states,
              model: gridWords(row),
              criterion: criterion.toUpperCase(),
              value: row[criterion]! - least,
            },
          ],
    )
  })
  const models = [...new Set(values.map(({ model }) => model))]
  return {
    name: 'criteria',
    alt: `AIC, BIC and ICL above their lowest, against K. ${table.map((row) => `${row.label}: BIC ${row.bic === null ? 'none' : fixed(row.bic, 1)}`).join('; ')}.`,
    caption: 'Information criteria of the fits to all data, above the lowest of each (0 is best).',
    drawing: {
      spec: {
        data: { values },
        facet: { column: { field: 'criterion', type: 'nominal', title: null } },
        spacing: 18,
        spec: {
          width: 108,
          height: 220,
          layer: [
            { mark: { type: 'line', strokeWidth: 2 } },
            { mark: { type: 'point', filled: true, size: 45, opacity: 1 } },
          ],
          encoding: {
            x: { field: 'K', type: 'ordinal', axis: { labelAngle: 0, title: 'K', labelOverlap: true } },
            y: { field: 'value', type: 'quantitative', title: 'above the lowest' },
            color: {
              field: 'model',
              type: 'nominal',
              sort: null,
              scale: { domain: models, range: stateColours(models.length) },
              legend: models.length > 1 ? { title: null, columns: 1 } : null,
            },
          },
        },
      } as never,
    },
  }
}
