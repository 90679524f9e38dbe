import type { CvRow } from '../../selection/index.js'
import { fixed } from '../format.js'
import { heatMap } from './heat-map.js'
import type { Picture } from './section.js'

/** Adjusted Rand index of the labels that each pair of splits' models give all the data; null for a row without. */
export function agreementPicture(row: CvRow): Picture | null {
  if (row.agreements === null || row.agreements === undefined) return null
  const n = row.agreements.length
  const values = row.agreements.flatMap((line, i) =>
    line.flatMap((index, j) => (index === null || i === j ? [] : [{ a: i + 1, b: j + 1, index }])),
  )
  const size = Math.min(300, 52 * n)
  const x = { field: 'a', type: 'ordinal', axis: { title: 'split', labelAngle: 0, labelOverlap: true } }
  const y = { field: 'b', type: 'ordinal', axis: { title: 'split', labelOverlap: true } }
  return {
    name: 'agreement',
    alt: `Agreement of the states of ${row.label} found in different splits: mean adjusted Rand index ${fixed(row.agreement ?? Number.NaN, 2)}.`,
    caption: `Do the states of ${row.label} come back? Adjusted Rand index of the labels that two splits' models give to all the data: 1 the same states, 0 no better than chance. Mean ${fixed(row.agreement ?? Number.NaN, 2)}; below 0.7 is a warning.`,
    drawing: {
      spec: heatMap({
        width: size,
        height: size,
        values,
        x,
        y,
        shade: { field: 'index', domain: [0, 1] },
        text: n > 8 ? null : { field: 'index', format: '.2f' },
      }),
    },
  }
}
