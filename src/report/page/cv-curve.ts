import { colour, stateColours } from './palette.js'
import { gridWords, type RecordedCv, scoreTitle } from './recorded-cv.js'
import type { Picture } from './section.js'

/** Held-out score against K with standard errors; the best and the chosen candidate are ringed. */
export function cvCurve({ table, bestRow, chosenRow, score }: RecordedCv): Picture {
  const values = table.flatMap((row, i) =>
    row.mean === null || !Number.isFinite(row.mean)
      ? []
      : [
          {
            K: row.states,
            model: gridWords(row),
            mean: row.mean,
            low: row.mean - (row.standardError ?? 0),
            high: row.mean + (row.standardError ?? 0),
            mark: i === chosenRow ? (i === bestRow ? 'best, chosen' : 'chosen') : i === bestRow ? 'best' : '',
          },
        ],
  )
  const models = [...new Set(values.map(({ model }) => model))]
  const colours = {
    field: 'model',
    type: 'nominal',
    sort: null,
    scale: { domain: models, range: stateColours(models.length) },
    legend: models.length > 1 ? { title: null, columns: 1 } : null,
  }
  const x = { field: 'K', type: 'ordinal', axis: { labelAngle: 0, title: 'number of hidden states K' } }
  const y = { type: 'quantitative', scale: { zero: false, padding: 12 }, title: scoreTitle(score) }
  const chosen = table[chosenRow]!
  return {
    name: 'cv-curve',
    alt: `Held-out score against K with standard errors. Best: ${table[bestRow]!.label}. Chosen: ${chosen.label}.`,
    caption:
      'Held-out score of each K with its standard error over units. Units differ more than candidates do on one unit: the rule looks at the paired difference in the table.',
    drawing: {
      spec: {
        width: 360,
        height: 240,
        data: { values },
        layer: [
          {
            mark: { type: 'line', strokeWidth: 2 },
            encoding: { x, y: { ...y, field: 'mean' }, color: colours },
          },
          {
            mark: { type: 'rule', strokeWidth: 1.5 },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: colours },
          },
          {
            mark: { type: 'point', filled: true, size: 60, opacity: 1 },
            encoding: { x, y: { ...y, field: 'mean' }, color: colours },
          },
          {
            transform: [{ filter: 'datum.mark != ""' }],
            mark: { type: 'point', size: 260, strokeWidth: 2, color: colour('ink'), opacity: 1 },
            encoding: { x, y: { ...y, field: 'mean' } },
          },
          {
            transform: [{ filter: 'datum.mark != ""' }],
            mark: { type: 'text', dy: -20, color: colour('ink') },
            encoding: { x, y: { ...y, field: 'mean' }, text: { field: 'mark' } },
          },
        ],
      } as never,
    },
  }
}
