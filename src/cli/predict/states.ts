import { type ExtraColumn, writePredictions } from '../../data/index.js'
import {
  type Decoded,
  type DecodeMethod,
  decode,
  drawPaths,
  effectiveStates,
  rankPaths,
} from '../../evaluation/index.js'
import { createRandom } from '../../random.js'
import { sayBeam } from '../beam-report.js'
import type { PredictOptions } from '../commands/predict.js'
import { impossibleWarnings } from '../impossible-warnings.js'
import { steadily } from '../interrupted.js'
import type { CommandIo } from '../io.js'
import { withOutput } from '../output-sink.js'
import { createProgress } from '../progress.js'
import type { Prediction } from './index.js'
import { targetColumns } from './targets.js'

/** The input's columns with state, posteriors, surprise, alternative and drawn paths. */
export async function predictStates(
  io: CommandIo,
  options: PredictOptions,
  prediction: Prediction,
): Promise<void> {
  const { saved, compiled, engine, beam, read } = prediction
  const { encoded, data } = read
  const method: DecodeMethod = options.online === true ? 'online' : (options.method ?? 'viterbi')
  const progress = await createProgress(io, { title: 'predicting', total: encoded.sequenceIds.length })
  const decoded = await decode(compiled, encoded, engine, {
    method,
    posterior: options.posterior === true,
    surprise: true,
    onSequence: steadily(io.context, (done) => progress.update(done)),
  })
  progress.stop()
  io.warn(...impossibleWarnings(decoded.impossible))
  const beamed = sayBeam(io, beam)

  const columns = [
    ...stateColumns(saved.model.stateNames, decoded),
    ...targetColumns(prediction),
    ...pathColumns(options, prediction),
  ]
  const named = columns.map((column) => ({ ...column, name: options.prefix + column.name }))
  await withOutput(io, options.out, (sink) => writePredictions(read.source, read.config, data, named, sink))
  if (options.out !== undefined) io.say(`wrote ${options.out}`)
  io.result({
    out: options.out,
    sequences: encoded.sequenceIds.length,
    steps: decoded.states.length,
    logLikelihood: logLikelihood(decoded),
    share: share(saved.model.stateNames, decoded.states),
    ...beamed,
  })
}

function stateColumns(names: readonly string[], { states, posterior, surprise }: Decoded): ExtraColumn[] {
  const K = names.length
  return [
    { name: 'state', cell: (step) => names[states[step]!] ?? null },
    ...(posterior === null
      ? []
      : names.map((name, k) => ({
          name: `p_${name}`,
          cell: (step: number) => number(posterior[step * K + k]!),
        }))),
    ...(posterior === null ? [] : [effectiveColumn(posterior, K)]),
    { name: 'surprise', cell: (step) => number(surprise![step]!) },
  ]
}

/** exp(H) of the marginals of a step: how many states they leave open. */
function effectiveColumn(posterior: Float64Array, states: number): ExtraColumn {
  const cell = (step: number) =>
    Number.isNaN(posterior[step * states]!) ? null : effectiveStates(posterior, step * states, states)
  return { name: 'effective_states', cell }
}

/** `path_i` and `path_i_probability` (of the whole path given the data), `sample_i`. */
function pathColumns(
  { paths, samples, seed }: PredictOptions,
  { saved, compiled, engine, read }: Prediction,
): ExtraColumn[] {
  const names = saved.model.stateNames
  const { encoded } = read
  const columns: ExtraColumn[] = []
  if (paths !== undefined) {
    const ranked = rankPaths(compiled, encoded, engine, paths)
    const sequenceOf = sequenceNumbers(encoded.offsets)
    for (const [i, states] of ranked.states.entries()) {
      const probability = (step: number) =>
        states[step]! < 0 ? null : ranked.probabilities[i]![sequenceOf[step]!]!
      columns.push({ name: `path_${i + 1}`, cell: (step) => names[states[step]!] ?? null })
      columns.push({ name: `path_${i + 1}_probability`, cell: probability })
    }
  }
  if (samples !== undefined) {
    const random = createRandom(seed ?? saved.fit.seed, 'predict')
    for (const [i, states] of drawPaths(compiled, encoded, engine, samples, random).entries()) {
      columns.push({ name: `sample_${i + 1}`, cell: (step) => names[states[step]!] ?? null })
    }
  }
  return columns
}

function number(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** [N] the sequence of each step. */
function sequenceNumbers(offsets: Uint32Array): Int32Array {
  const numbers = new Int32Array(offsets.at(-1)!)
  for (let s = 0; s + 1 < offsets.length; s++) numbers.fill(s, offsets[s]!, offsets[s + 1]!)
  return numbers
}

function logLikelihood({ surprise, impossible }: Decoded): number {
  return impossible.length > 0 ? Number.NEGATIVE_INFINITY : -surprise!.reduce((sum, nats) => sum + nats, 0)
}

/** Share of the labelled steps that each state got. */
function share(names: readonly string[], states: Int32Array): Record<string, number> {
  const counts = new Float64Array(names.length)
  let total = 0
  for (const state of states) {
    if (state < 0) continue
    counts[state]!++
    total++
  }
  return Object.fromEntries(names.map((name, k) => [name, total === 0 ? 0 : counts[k]! / total]))
}
