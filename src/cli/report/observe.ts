import { decode, pseudoResiduals } from '../../evaluation/index.js'
import { compileModel } from '../../model/compile.js'
import type { Observed } from '../../report/page/observed.js'
import type { SavedModel } from '../../store/model-file.js'
import type { ReportOptions } from '../commands/report.js'
import { dataChanges } from '../data-changes.js'
import { labelReport } from '../eval/labels.js'
import { steadily } from '../interrupted.js'
import type { CommandIo } from '../io.js'
import { readModelData } from '../model-data.js'
import { openEngine } from '../open-engine.js'
import { createProgress } from '../progress.js'
import { trainingDataPath } from '../training-path.js'

/** The run's data, decoded by its model; null, with a warning, where they are not at hand. */
export async function observe(
  io: CommandIo,
  options: ReportOptions,
  path: string,
  saved: SavedModel,
): Promise<Observed | null> {
  const data = options.data ?? dataOrWarning(io, saved, path)
  if (data === null) return null
  const read = await readModelData(io, saved, data, dataChanges(saved.config.data, data, options))
  await read.source.close()
  const compiled = compileModel(saved.model, saved.parameters, { hapax: true })
  const { encoded } = read
  const { engine, close } = await openEngine(saved.config, options)
  try {
    const total = 2 * encoded.sequenceIds.length
    const progress = await createProgress(io, { title: 'decoding', total })
    const { states, posterior } = await decode(compiled, encoded, engine, {
      method: 'viterbi',
      posterior: true,
      onSequence: steadily(io.context, (done) => progress.update(done)),
    })
    const residuals = await pseudoResiduals(compiled, encoded, engine, {
      seed: saved.config.training.seed,
      onSequence: steadily(io.context, (done) => progress.update(total / 2 + done)),
    })
    progress.stop()
    const labels = read.data.roles.z === undefined ? null : labelReport(io, saved, read.data, states)
    return {
      compiled,
      encoded,
      symbolNames: saved.plan.groups.map((group) => (group.kind === 'symbols' ? group.symbols : null)),
      posterior: posterior!,
      states,
      residuals,
      labels,
    }
  } finally {
    close()
  }
}

function dataOrWarning(io: CommandIo, saved: SavedModel, path: string): string | null {
  try {
    return trainingDataPath(io, saved, path)
  } catch (error) {
    io.warn({
      code: 'no-data',
      message: `${(error as Error).message}: the report leaves out what needs them (give --data FILE)`,
    })
    return null
  }
}
