import type { FittedModel } from '../fitted-model.js'
import { heatMap } from './heat-map.js'
import type { Observed } from './observed.js'
import type { Picture } from './section.js'

const mostSymbols = 14

/** The symbols of expert e that tell its states apart; none for an expert of numbers. */
export function symbolPictures(
  { model, fit }: FittedModel,
  { compiled, encoded, symbolNames }: Observed,
  e: number,
): Picture[] {
  const { symbolProbabilities } = compiled.experts[e]!
  const group = encoded.groups[e]!
  if (symbolProbabilities === undefined || group.kind !== 'symbols') return []
  const rows = model.stateNames.map((_, k) => compiled.experts[e]!.symbolProbabilities!(k))
  const column = model.experts[e]!.columns[0]!
  const overall = rows[0]!.map((_, v) => rows.reduce((sum, row, k) => sum + row[v]! * fit.share[k]!, 0))
  // The symbols that tell states apart best among the common ones: those with the largest probability in some state.
  const peak = rows[0]!.map((_, v) => Math.max(...rows.map((row) => row[v]!)))
  const shown = [...overall.keys()].sort((a, b) => peak[b]! - peak[a]! || a - b).slice(0, mostSymbols)
  const names = symbolNames[e] ?? []
  const values = shown.flatMap((v) =>
    rows.map((row, k) => ({ symbol: names[v] ?? String(v), state: model.stateNames[k]!, p: row[v]! })),
  )
  const K = rows.length
  const x = {
    field: 'state',
    type: 'nominal',
    sort: null,
    axis: { orient: 'top', labelAngle: K > 8 ? -40 : 0, title: 'state' },
  }
  const y = { field: 'symbol', type: 'nominal', sort: null, axis: { title: null } }
  return [
    {
      name: `symbols-${e + 1}`,
      alt: `Probability of the ${shown.length} most telling symbols of ${column} in each state.`,
      caption: `${column}: the symbols with the largest probability in some state.`,
      drawing: {
        spec: heatMap({
          width: Math.max(140, Math.min(340, 58 * K)),
          height: 20 * shown.length,
          values,
          x,
          y,
          shade: { field: 'p' },
          text: K > 8 ? null : { field: 'p', format: '.2~f', fontSize: 11 },
        }),
      },
    },
  ]
}
