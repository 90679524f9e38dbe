import { meanEffectiveStates, scoreModel } from '../../evaluation/index.js'
import { compileModel } from '../../model/compile.js'
import { beamReport } from '../beam-report.js'
import type { EvalOptions } from '../commands/eval.js'
import { dataChanges } from '../data-changes.js'
import { impossibleWarnings } from '../impossible-warnings.js'
import { steadily } from '../interrupted.js'
import type { CommandIo } from '../io.js'
import { openModel, readModelData } from '../model-data.js'
import { refuseForNetworks } from '../network-limits.js'
import { type OpenEngine, openEngine } from '../open-engine.js'
import { createProgress } from '../progress.js'
import { trainingDataPath } from '../training-path.js'
import { compareStates, type Evaluated } from './compare.js'
import { printEvaluation } from './print.js'
import { requireLabels } from './require-labels.js'
import { measureResiduals, residualTable } from './residuals.js'

/** `dsm eval`: reads, scores, compares with labels, reports. */
export async function evaluate(
  io: CommandIo,
  options: EvalOptions,
  modelPath: string,
  given: string | undefined,
): Promise<void> {
  const saved = await openModel(io, modelPath)
  refuseForNetworks(saved, { '--residuals': options.residuals })
  const path = given ?? trainingDataPath(io, saved, modelPath)
  const changes = {
    ...dataChanges(saved.config.data, path, options),
    ...(options.labels === undefined ? {} : { z: options.labels }),
  }
  const read = await readModelData(io, saved, path, changes)
  await read.source.close()
  requireLabels(options, read)

  const engines = await openEngine(saved.config, options)
  try {
    await evaluateWith(engines, io, options, { saved, read, path, modelPath, changes })
  } finally {
    engines.close()
  }
}

interface Opened extends Pick<Evaluated, 'saved' | 'read' | 'path' | 'changes'> {
  readonly modelPath: string
}

async function evaluateWith(
  { engine, beam: beamEngine }: OpenEngine,
  io: CommandIo,
  options: EvalOptions,
  { saved, read, path, modelPath, changes }: Opened,
): Promise<void> {
  const { encoded } = read
  const compiled = compileModel(saved.model, saved.parameters, { hapax: true })
  const progress = await createProgress(io, { title: 'scoring', total: encoded.sequenceIds.length })
  const score = await scoreModel(compiled, encoded, engine, {
    clamp: options.clamp === true,
    bicN: options.bicN,
    onSequence: steadily(io.context, (done) => progress.update(done)),
  })
  progress.stop()
  const beam = beamEngine && beamReport(beamEngine, beamEngine.tally('logLikelihood'))
  io.warn(...impossibleWarnings(score.impossible))
  const effectiveStates = meanEffectiveStates(compiled, encoded, engine)
  const residuals =
    options.residuals === true
      ? await measureResiduals(io, compiled, encoded, engine, options.seed ?? saved.config.training.seed)
      : null
  const comparison = await compareStates(io, options, {
    saved,
    compiled,
    engine,
    read,
    path,
    changes,
  })

  printEvaluation(io, saved, { score, effectiveStates, beam, comparison, options, path })
  if (residuals !== null) io.print(`\n${residualTable(residuals)}`)
  const { impossible: _impossible, ...figures } = score
  io.result({
    model: modelPath,
    data: path,
    states: saved.model.states,
    ...figures,
    effectiveStates,
    ...(beam === null ? {} : { beam }),
    ...(residuals === null ? {} : { residuals }),
    ...(comparison === null ? {} : { labels: comparison.record }),
  })
}
