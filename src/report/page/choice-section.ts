import type { CvResult, CvRow } from '../../selection/index.js'
import { choicesLine, reason } from '../cv-words.js'
import { fixed } from '../format.js'
import { colour, stateColours } from './palette.js'
import type { Picture, Section } from './section.js'

/** A search as its file has it: −Infinity is null there. */
export type RecordedCv = Omit<CvResult, 'warnings'> & {
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

const gridWords = (row: CvRow) => row.label.replace(/^K=\d+(, )?/, '') || 'all'

/** How K was chosen: the curve of held-out figures, criteria, folds, and whether the states come back. */
export function choiceSection(cv: RecordedCv): Section {
  const { table, chosenRow } = cv
  const chosen = table[chosenRow]!
  return {
    id: 'choice',
    title: 'The choice of K',
    text: [
      reason(cv as CvResult),
      choicesLine(cv as CvResult),
      ...cv.warnings.map(({ message }) => `Note: ${message}.`),
    ],
    pictures: [
      curve(cv),
      ...(table.some(({ bic }) => bic !== null) ? [criteria(cv)] : []),
      folds(cv),
      ...(chosen.agreements === null || chosen.agreements === undefined ? [] : [agreement(chosen)]),
    ],
    table: {
      heads: ['', 'held-out', '± SE', 'Δ to best', '± SE', 'BIC', 'parameters', 'optimum', 'agreement'],
      rows: table.map((row) => [
        row.label,
        orDash(row.mean),
        orDash(row.standardError),
        orDash(row.difference),
        orDash(row.differenceStandardError),
        row.bic === null ? '-' : fixed(row.bic, 1),
        row.freeParameters,
        row.states === 1 ? '-' : `${row.restarts.atBest} of ${row.restarts.total}`,
        row.agreement === null ? '-' : fixed(row.agreement, 2),
      ]),
      left: [0],
    },
    figures: cv,
  }
}

function curve({ table, bestRow, chosenRow, score }: RecordedCv): Picture {
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

function criteria({ table }: RecordedCv): Picture {
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

/** Of the chosen cell of a grid alone: the others are in the curve. */
function folds({ table, chosenRow, score }: RecordedCv): Picture {
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

function agreement(row: CvRow): Picture {
  const n = row.agreements!.length
  const values = row.agreements!.flatMap((line, i) =>
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
      spec: {
        width: size,
        height: size,
        data: { values },
        layer: [
          {
            mark: { type: 'rect', color: colour('accent') },
            encoding: {
              x,
              y,
              opacity: {
                field: 'index',
                type: 'quantitative',
                scale: { domain: [0, 1], range: [0.04, 0.75], clamp: true },
                legend: null,
              },
            },
          },
          ...(n > 8
            ? []
            : [{ mark: { type: 'text' }, encoding: { x, y, text: { field: 'index', format: '.2f' } } }]),
        ],
      } as never,
    },
  }
}

function scoreTitle(score: RecordedCv['score']): string {
  return {
    'log-likelihood': 'held-out log-likelihood, nats per step',
    accuracy: 'held-out accuracy',
    'macro-f1': 'held-out macro-F1',
    'log-loss': 'held-out log p(label), nats per step',
  }[score ?? 'log-likelihood']
}

function orDash(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '-' : fixed(value)
}
