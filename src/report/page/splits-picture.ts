import { colour } from './palette.js'
import { gridWords, type RecordedCv, scoreTitle } from './recorded-cv.js'
import type { Picture } from './section.js'

/** Each split's score against K, of the chosen cell of a grid alone: the others are in the curve. */
export function splitsPicture({ table, chosenRow, score }: RecordedCv): Picture {
  const model = gridWords(table[chosenRow]!)
  const values = table.flatMap((row) =>
    row.folds.flatMap((mean, fold) =>
      gridWords(row) !== model || mean === null || !Number.isFinite(mean)
        ? []
        : [{ K: row.states, fold: fold + 1, mean }],
    ),
  )
  const x = { field: 'K', type: 'ordinal', axis: { labelAngle: 0, title: 'number of hidden states K' } }
  const y = { field: 'mean', type: 'quantitative', scale: { zero: false }, title: scoreTitle(score) }
  const which = model === 'all' ? '' : ` (${model})`
  return {
    name: 'folds',
    alt: `Held-out score of each of ${table[0]!.folds.length} splits against K${which}; each split is a line.`,
    caption: `Each line is one split${which}. Lines that run side by side agree about K, however far apart they lie.`,
    drawing: {
      spec: {
        width: 360,
        height: 240,
        data: { values },
        layer: [
          {
            mark: { type: 'line', strokeWidth: 1, opacity: 0.5, color: colour('muted') },
            encoding: { x, y, detail: { field: 'fold' } },
          },
          {
            mark: { type: 'point', filled: true, size: 36, opacity: 0.8, color: colour('accent') },
            encoding: { x, y },
          },
        ],
      } as never,
    },
  }
}
