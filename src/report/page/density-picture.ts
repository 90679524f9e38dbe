import type { Marginal } from '../../model/expert.js'
import type { FittedModel } from '../fitted-model.js'
import type { numberColumns, Observed } from './observed.js'
import { colour, stateColours } from './palette.js'
import type { Picture } from './section.js'

const bins = 36

type NumberColumn = ReturnType<typeof numberColumns>[number]

/** The density of a number column in each state over the histogram of the data; none where the family has no law of one column. */
export function densityPictures(
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
