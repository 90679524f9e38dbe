import type { FittedModel } from '../fitted-model.js'
import { plural } from '../format.js'
import type { Observed } from './observed.js'
import { stateColours } from './palette.js'
import type { Section } from './section.js'

const leastSequences = 10
const mostBins = 80

/** Where many sequences run side by side: the share of each state at each step. */
export function panelSection({ model }: FittedModel, { encoded, posterior }: Observed): Section | null {
  const { offsets, sequenceIds } = encoded
  const S = sequenceIds.length
  if (S < leastSequences || model.gate.kind === 'static') return null
  const lengths = Uint32Array.from(sequenceIds, (_, s) => offsets[s + 1]! - offsets[s]!).sort()
  // Beyond the length that a tenth of the sequences reach, shares are noise.
  const steps = lengths[Math.floor(0.9 * (S - 1))]!
  if (steps < 2) return null
  const width = Math.ceil(steps / mostBins)
  const bins = Math.ceil(steps / width)
  const K = model.states
  const mass = new Float64Array(bins * K)
  for (let s = 0; s < S; s++) {
    const end = Math.min(steps, offsets[s + 1]! - offsets[s]!)
    for (let t = 0; t < end; t++) {
      const row = (offsets[s]! + t) * K
      if (Number.isNaN(posterior[row]!)) break
      for (let k = 0; k < K; k++) mass[Math.floor(t / width) * K + k]! += posterior[row + k]!
    }
  }
  const values = Array.from({ length: bins }, (_, b) => {
    const total = mass.subarray(b * K, (b + 1) * K).reduce((a, p) => a + p, 0)
    return model.stateNames.map((state, k) => ({
      t: b * width + 1,
      state,
      share: mass[b * K + k]! / total,
      order: k,
    }))
  }).flat()
  const last = (k: number) =>
    `${model.stateNames[k]} ${(100 * values[(bins - 1) * K + k]!.share).toFixed(0)} %`
  return {
    id: 'panel',
    title: 'States by step, over all sequences',
    text: [],
    pictures: [
      {
        name: 'panel',
        alt: `Share of ${plural(S, 'sequence')} in each state by step; at the end ${model.stateNames.map((_, k) => last(k)).join(', ')}.`,
        caption: `Mean smoothed probability of each state at each step, over the sequences that are that long${width > 1 ? `, in bins of ${width} steps` : ''}.`,
        drawing: {
          spec: {
            width: 360,
            height: 220,
            data: { values },
            mark: { type: 'area' },
            encoding: {
              x: { field: 't', type: 'quantitative', title: 'step', scale: { zero: false, nice: false } },
              y: {
                field: 'share',
                type: 'quantitative',
                stack: 'normalize',
                title: 'share',
                axis: { format: '%' },
              },
              color: {
                field: 'state',
                type: 'nominal',
                sort: null,
                scale: { domain: model.stateNames, range: stateColours(K) },
                legend: { title: 'state', columns: 6 },
              },
              order: { field: 'order' },
            },
          } as never,
        },
      },
    ],
    figures: values,
  }
}
