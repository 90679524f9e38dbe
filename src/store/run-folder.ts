import { join } from 'node:path'
import { stringify } from 'yaml'
import type { FitResult } from '../training/fit.js'
import { writeAtomically } from './atomic-write.js'
import { type SavedModel, stringifyModel } from './model-file.js'
import { removeTrainingLog, type TrainingLog } from './training-log.js'
import { packWeights, removeOtherWeights, writeWeights } from './weights-file.js'

/** The files of a training run. */
export const runFiles = (folder: string) => ({
  model: join(folder, 'model.json'),
  config: join(folder, 'config.yaml'),
  trace: join(folder, 'trace.csv'),
  checkpoint: join(folder, 'checkpoint.json'),
  log: join(folder, 'log.jsonl'),
})

/**
 * Writes what a finished run leaves behind; each file replaces that of an earlier run in one step, the model last.
 * With `keepConfig` the config in the folder stays: it is the one that was trained.
 */
export async function writeRun(
  folder: string,
  saved: SavedModel,
  result: FitResult,
  log: TrainingLog | null = null,
  { keepConfig = false } = {},
): Promise<void> {
  const files = runFiles(folder)
  if (!keepConfig) await writeAtomically(files.config, stringify(saved.config))
  await writeAtomically(files.trace, traceTable(result))
  await (log === null ? removeTrainingLog(files.log) : log.finish())
  const weights = packWeights(saved.model, saved.parameters)
  if (weights !== null) await writeWeights(folder, weights)
  await writeAtomically(files.model, stringifyModel(saved))
  await removeOtherWeights(folder, weights?.file ?? null)
}

function traceTable({ restarts }: FitResult): string {
  const rows = restarts.flatMap(({ restart, trace }) =>
    trace.map((objective, i) => `${restart + 1},${i + 1},${objective}`),
  )
  return ['restart,iteration,objective', ...rows, ''].join('\n')
}
