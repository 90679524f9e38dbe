import { transitionCountLength } from '../../dist/inference/index.js'

/** Posteriors of all sequences at some parameters, given out as if inference had just found them. */
export function replay(exact, compiled, data) {
  const posteriors = data.sequenceIds.map((_, s) => {
    const { inputs } = compiled.toInferenceInputs(data, s, true)
    const chain = inputs.transitions.kind === 'dense'
    const counts = chain ? new Float64Array(transitionCountLength(inputs.transitions, inputs.states)) : null
    const { smoothed, ...rest } = exact.smooth(inputs, counts ?? undefined)
    const pairs = chain ? null : exact.pairwise(inputs)
    return { ...rest, smoothed: smoothed.slice(0, inputs.steps * inputs.states), counts, pairs }
  })
  return {
    /** An engine that is asked about these sequences, in this order. */
    of(sequences) {
      let next = -1
      const asked = sequences.filter((s) => data.offsets[s + 1] > data.offsets[s])
      return {
        name: 'replay',
        smooth(_inputs, counts) {
          next++
          const found = posteriors[asked[next]]
          if (counts !== undefined) for (let i = 0; i < counts.length; i++) counts[i] += found.counts[i]
          return found
        },
        pairwise: () => posteriors[asked[next]].pairs,
      }
    },
  }
}
