import { decode, type LabelScores, meanEffectiveStates, scoreModel } from '../../evaluation/index.js'
import { createReferenceEngine } from '../../inference/index.js'
import { compileModel } from '../../model/compile.js'
import type { EvalOptions } from '../commands/eval.js'
import { dataChanges } from '../data-changes.js'
import { impossibleWarnings } from '../impossible-warnings.js'
import type { CommandIo } from '../io.js'
import { openModel, readModelData } from '../model-data.js'
import { createProgress } from '../progress.js'
import { trainingDataPath } from '../training-path.js'
import { labelReport } from './labels.js'
import { mappedAccuracy } from './mapped.js'
import { printEvaluation } from './print.js'

/** `dsm eval`: reads, scores, compares with labels, reports. */
export async function evaluate(
  io: CommandIo,
  options: EvalOptions,
  modelPath: string,
  given: string | undefined,
): Promise<void> {
  const saved = await openModel(io, modelPath)
  const path = given ?? trainingDataPath(io, saved, modelPath)
  const changes = {
    ...dataChanges(saved.config.data, options),
    ...(options.labels === undefined ? {} : { z: options.labels }),
  }
  const read = await readModelData(io, saved, path, changes)
  await read.source.close()
  const { data, encoded } = read
  const engine = createReferenceEngine()
  const compiled = compileModel(saved.model, saved.parameters, { hapax: true })
  const clamp = options.clamp === true
  const progress = await createProgress(io, { title: 'scoring', total: encoded.sequenceIds.length })
  const score = scoreModel(compiled, encoded, engine, {
    clamp,
    bicN: options.bicN,
    onSequence: (done) => progress.update(done),
  })
  progress.stop()
  io.warn(...impossibleWarnings(score.impossible))

  // Labels are compared with states that were free to differ, whatever --clamp scored.
  const wanted = data.roles.z !== undefined
  const decoded = wanted ? decode(compiled, encoded, engine, { method: options.method }) : null
  const labels = decoded === null ? null : labelReport(io, saved, data, decoded.states)
  const mapped =
    labels === null
      ? null
      : await mappedAccuracy(io, options, saved, { path, changes, labels, engine, compiled })

  const { impossible: _impossible, ...figures } = score
  const record = {
    model: modelPath,
    data: path,
    states: saved.model.states,
    ...figures,
    effectiveStates: meanEffectiveStates(compiled, encoded, engine),
    ...(labels === null ? {} : { labels: { ...labelRecord(labels.scores, labels), ...(mapped ?? {}) } }),
  }
  printEvaluation(io, saved, {
    score,
    effectiveStates: record.effectiveStates,
    labels,
    mapped,
    options,
    path,
  })
  io.result(record)
}

function labelRecord(
  scores: LabelScores,
  { names, stateNames }: { names: readonly string[]; stateNames: readonly string[] },
) {
  const { steps, accuracy, manyToOne, macroF1, ari, nmi, meaning, confusion } = scores
  const { labels, states, counts } = confusion
  return {
    steps,
    accuracy,
    ...(manyToOne === null
      ? {}
      : {
          manyToOne,
          matching: Object.fromEntries(stateNames.map((name, k) => [name, names[meaning[k]!] ?? null])),
        }),
    macroF1,
    ari,
    nmi,
    confusion: {
      labels: names,
      states: stateNames,
      counts: Array.from({ length: labels }, (_, l) => [...counts.subarray(l * states, (l + 1) * states)]),
    },
  }
}
