import type { FittedModel } from '../fitted-model.js'
import { fixed, percent, plural } from '../format.js'
import type { Observed } from './observed.js'
import { colour } from './palette.js'
import type { Section } from './section.js'

const mostLabels = 24

/** The states beside known labels. */
export function labelsSection({ model }: FittedModel, { labels }: Observed): Section | null {
  if (labels === null) return null
  const { column, names, scores } = labels
  const { confusion } = scores
  const K = confusion.states
  const totals = names.map((_, l) => confusion.counts.subarray(l * K, (l + 1) * K).reduce((a, b) => a + b, 0))
  const values = names.flatMap((label, l) =>
    model.stateNames.map((state, k) => ({
      label,
      state,
      count: confusion.counts[l * K + k]!,
      share: totals[l]! === 0 ? 0 : confusion.counts[l * K + k]! / totals[l]!,
    })),
  )
  const x = {
    field: 'state',
    type: 'nominal',
    sort: null,
    axis: { orient: 'top', labelAngle: -40, title: 'state' },
  }
  const y = { field: 'label', type: 'nominal', sort: null, axis: { title: column } }
  const small = names.length <= 9 && K <= 9
  return {
    id: 'labels',
    title: 'States and labels',
    text: [
      `${plural(scores.steps, 'labelled step')} (column "${column}"): accuracy ${percent(scores.accuracy, 2)}${scores.manyToOne === null ? '' : ' after one-to-one matching'}, macro-F1 ${fixed(scores.macroF1, 3)}, adjusted Rand index ${fixed(scores.ari, 3)}.`,
    ],
    pictures:
      names.length > mostLabels || K > mostLabels
        ? []
        : [
            {
              name: 'confusion',
              alt: `Confusion matrix of ${plural(names.length, 'label')} and ${plural(K, 'state')}; accuracy ${percent(scores.accuracy, 1)}.`,
              caption: 'How often each label (row) went with each state; the shade is the share of the row.',
              drawing: {
                spec: {
                  width: Math.max(120, Math.min(330, 42 * K)),
                  height: Math.max(100, Math.min(420, 30 * names.length)),
                  data: { values },
                  layer: [
                    {
                      mark: { type: 'rect', color: colour('accent') },
                      encoding: {
                        x,
                        y,
                        opacity: {
                          field: 'share',
                          type: 'quantitative',
                          scale: { domain: [0, 1], range: [0.02, 0.75] },
                          legend: null,
                        },
                      },
                    },
                    ...(small
                      ? [
                          {
                            mark: { type: 'text', fontSize: 10 },
                            encoding: { x, y, text: { field: 'count', format: '.4~s' } },
                          },
                        ]
                      : []),
                  ],
                } as never,
              },
            },
          ],
    figures: {
      labels: names,
      states: model.stateNames,
      accuracy: scores.accuracy,
      macroF1: scores.macroF1,
      ari: scores.ari,
      counts: names.map((_, l) => [...confusion.counts.subarray(l * K, (l + 1) * K)]),
    },
  }
}
