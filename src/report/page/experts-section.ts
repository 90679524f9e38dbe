import type { Marginal } from '../../model/expert.js'
import type { FittedModel } from '../fitted-model.js'
import { plural } from '../format.js'
import { numberColumns, type Observed } from './observed.js'
import { colour, stateColours } from './palette.js'
import type { Picture, Section } from './section.js'

const mostColumns = 6
const bins = 36
const mostSymbols = 14

/** What each state says: its density over the data's histogram, or its likeliest symbols. */
export function expertsSection(fitted: FittedModel, observed: Observed): Section | null {
  const { compiled } = observed
  const numbers = numberColumns(observed)
  const shown = numbers.slice(0, mostColumns)
  const pictures = [
    ...shown.flatMap((column) => density(fitted, observed, column)),
    ...compiled.model.experts.flatMap((_, e) => symbols(fitted, observed, e)),
  ]
  if (pictures.length === 0) return null
  const left = numbers.length - shown.length
  return {
    id: 'experts',
    title: 'What the states say',
    text:
      left > 0
        ? [`The first ${mostColumns} of ${plural(numbers.length, 'column')} are shown; dsm show has all.`]
        : [],
    pictures,
    figures: pictures.map(({ name, caption }) => ({ name, caption })),
  }
}

type NumberColumn = ReturnType<typeof numberColumns>[number]

function density(
  { model, fit }: FittedModel,
  { compiled, encoded }: Observed,
  { name, expert, column, at }: NumberColumn,
): Picture[] {
  const law = compiled.experts[expert]!.marginal
  if (law === undefined) return []
  const steps = encoded.offsets.at(-1)!
  const sample = Float64Array.from({ length: steps }, (_, i) => at(i))
    .filter((x) => !Number.isNaN(x))
    .sort()
  if (sample.length === 0) return []
  const laws = model.stateNames.map((_, k) => compiled.experts[expert]!.marginal!(k, column))
  const discrete = laws.every((l) => l.discrete)
  // A few outliers must not squeeze the rest into one bar.
  const [low, high] = [
    sample[Math.floor(0.002 * sample.length)]!,
    sample[Math.ceil(0.998 * sample.length) - 1]!,
  ]
  const range = high - low || 1
  const width = discrete ? Math.max(1, Math.ceil((range + 1) / (2 * bins))) : range / bins
  const from = discrete ? Math.floor(low) - 0.5 : low
  const count = discrete ? Math.ceil((high + 0.5 - from) / width) : bins
  const heights = new Float64Array(count)
  for (const x of sample) {
    const bin = Math.floor((x - from) / width)
    if (bin >= 0 && bin < count) heights[bin]! += 1 / (sample.length * width)
  }
  const bars = [...heights].map((height, i) => ({
    from: from + i * width,
    to: from + (i + 1) * width,
    height,
  }))
  const names = model.stateNames
  const points = discrete ? count : 160
  const curve = laws.flatMap((l, k) =>
    curveOf(l, from, count * width, points, discrete, width).map(([x, y]) => ({
      x,
      y: y * fit.share[k]!,
      state: names[k]!,
    })),
  )
  const tall = Math.max(...heights)
  const most = names.map((state, k) => `${state} about ${laws[k]!.mean.toPrecision(4)}`).join(', ')
  const colours = stateColours(names.length)
  return [
    {
      name: `density-${expert + 1}-${column + 1}`,
      alt: `Histogram of ${name} with the density of each state: ${most}.`,
      caption: `${name}: the data (grey) and what each state says, weighted by its share of time.`,
      drawing: {
        spec: {
          width: 360,
          height: 220,
          layer: [
            {
              data: { values: bars },
              mark: { type: 'bar', color: colour('grid'), binSpacing: 0 },
              encoding: {
                x: {
                  field: 'from',
                  type: 'quantitative',
                  bin: { binned: true },
                  title: name,
                  scale: { zero: false },
                },
                x2: { field: 'to' },
                y: { field: 'height', type: 'quantitative', title: discrete ? 'share' : 'density' },
              },
            },
            {
              data: { values: curve.map((p) => ({ ...p, y: Math.min(p.y, 1.4 * tall) })) },
              mark: {
                type: 'line',
                strokeWidth: 2,
                ...(discrete ? { point: { filled: true, size: 22 } } : {}),
              },
              encoding: {
                x: { field: 'x', type: 'quantitative' },
                y: { field: 'y', type: 'quantitative' },
                color: {
                  field: 'state',
                  type: 'nominal',
                  sort: null,
                  scale: { domain: names, range: colours },
                  legend: { title: 'state', columns: 6 },
                },
              },
            },
          ],
        } as never,
      },
    },
  ]
}

/** Differences of the distribution function: right for every family, discrete or not. */
function curveOf(
  law: Marginal,
  from: number,
  range: number,
  points: number,
  discrete: boolean,
  width: number,
) {
  const step = discrete ? width : range / points
  return Array.from({ length: points }, (_, i): [number, number] => {
    const x = from + i * step
    return [x + step / 2, (law.cumulative(x + step) - law.cumulative(x)) / step]
  })
}

function symbols(
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
        spec: {
          width: Math.max(140, Math.min(340, 58 * K)),
          height: 20 * shown.length,
          data: { values },
          layer: [
            {
              mark: { type: 'rect', color: colour('accent') },
              encoding: {
                x,
                y,
                opacity: { field: 'p', type: 'quantitative', scale: { range: [0.02, 0.75] }, legend: null },
              },
            },
            ...(K > 8
              ? []
              : [
                  {
                    mark: { type: 'text', fontSize: 11 },
                    encoding: { x, y, text: { field: 'p', format: '.2~f' } },
                  },
                ]),
          ],
        } as never,
      },
    },
  ]
}
