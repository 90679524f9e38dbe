import { effectiveStates } from '../../evaluation/effective-states.js'
import type { FittedModel } from '../fitted-model.js'
import { count, fixed, plural } from '../format.js'
import { numberColumns, type Observed } from './observed.js'
import { colour, stateColours } from './palette.js'
import type { Picture, Section } from './section.js'

const mostSequences = 3
const mostSteps = 300
const mostColumns = 3

/** The state path of the longest sequences over their data, and how sure it is. */
export function timelineSection(fitted: FittedModel, observed: Observed): Section | null {
  const { offsets, sequenceIds } = observed.encoded
  const lengthOf = (s: number) => offsets[s + 1]! - offsets[s]!
  const order = [...sequenceIds.keys()]
    .filter((s) => lengthOf(s) > 0 && observed.states[offsets[s]!]! >= 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a) || a - b)
  const shown = order.slice(0, mostSequences)
  if (shown.length === 0) return null
  const mean = meanEffective(observed)
  const cut = shown.some((s) => lengthOf(s) > mostSteps)
  return {
    id: 'timeline',
    title: 'States over time',
    text: [
      `On average ${fixed(mean, 2)} of ${plural(fitted.model.states, 'state')} are left open at a step (the exponential of the entropy of the smoothed marginals; 1 is certainty).${sequenceIds.length > shown.length ? ` The longest ${shown.length} of ${plural(sequenceIds.length, 'sequence')} are shown.` : ''}${cut ? ` Of each, the first ${mostSteps} steps.` : ''}`,
    ],
    pictures: shown.map((s, i) => timeline(fitted, observed, s, i)),
    figures: { meanEffectiveStates: mean, sequences: shown.map((s) => sequenceIds[s]) },
  }
}

function meanEffective({ posterior, compiled, encoded }: Observed): number {
  const K = compiled.model.states
  let sum = 0
  let steps = 0
  for (let i = 0; i < encoded.offsets.at(-1)!; i++) {
    if (Number.isNaN(posterior[i * K]!)) continue
    sum += effectiveStates(posterior, i * K, K)
    steps++
  }
  return sum / steps
}

function timeline({ model }: FittedModel, observed: Observed, s: number, place: number): Picture {
  const { encoded, states, posterior } = observed
  const K = model.states
  const from = encoded.offsets[s]!
  const steps = Math.min(mostSteps, encoded.offsets[s + 1]! - from)
  const names = model.stateNames
  const rows = Array.from({ length: steps }, (_, t) => ({
    t: t + 1,
    end: t + 2,
    state: names[states[from + t]!]!,
    effective: effectiveStates(posterior, (from + t) * K, K),
  }))
  const colours = {
    field: 'state',
    type: 'nominal',
    sort: null,
    scale: { domain: names, range: stateColours(K) },
    legend: { title: 'state', columns: 6 },
  }
  const scale = { domain: [1, steps + 1], nice: false }
  const x = (title: string | null) => ({ field: 't', type: 'quantitative', scale, title })
  const columns = numberColumns(observed).slice(0, mostColumns)
  const panels = columns.map(({ name, at }) => {
    const values = rows.flatMap((row, t) => {
      const value = at(from + t)
      return Number.isNaN(value) ? [] : [{ ...row, value }]
    })
    const y = {
      field: 'value',
      type: 'quantitative',
      scale: { zero: false },
      title: name,
      axis: { tickCount: 4 },
    }
    return {
      width: 360,
      height: 90,
      data: { values },
      layer: [
        { mark: { type: 'line', strokeWidth: 1, color: colour('grid') }, encoding: { x: x(null), y } },
        {
          mark: { type: 'point', filled: true, size: steps > 150 ? 10 : 22, opacity: 1 },
          encoding: { x: x(null), y, color: colours },
        },
      ],
    }
  })
  const strip = {
    width: 360,
    height: 18,
    data: { values: rows },
    mark: { type: 'rect' },
    encoding: { x: { ...x(null), axis: null }, x2: { field: 'end' }, color: colours },
  }
  const sure = {
    width: 360,
    height: 50,
    data: { values: rows },
    mark: { type: 'area', color: colour('muted'), opacity: 0.5, interpolate: 'step-after', line: false },
    encoding: {
      x: x('step'),
      y: {
        field: 'effective',
        type: 'quantitative',
        scale: { domain: [1, Math.max(2, K)], zero: false },
        title: 'open states',
        axis: { tickCount: 2 },
      },
      y2: { datum: 1 },
    },
  }
  const id = encoded.sequenceIds[s]!
  return {
    name: `timeline-${place + 1}`,
    alt: `Sequence ${id}: its most probable states over ${count(steps)} steps${columns.length > 0 ? `, over ${columns.map(({ name }) => name).join(', ')}` : ''}, and the number of states left open.`,
    caption: `Sequence ${JSON.stringify(id)}: the data in the colour of the most probable path, the path itself, and the number of states that the smoothed marginals leave open.`,
    drawing: {
      spec: {
        vconcat: [...panels, strip, sure],
        spacing: 6,
        resolve: { scale: { color: 'shared' } },
      } as never,
    },
  }
}
