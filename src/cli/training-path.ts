import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import type { SavedModel } from '../store/model-file.js'
import type { CommandIo } from './io.js'

/**
 * The file a model was trained on, as its config names it: relative to the run folder, else to the working folder.
 * Throws UsageError where it is not there any more, or was standard input.
 */
export function trainingDataPath(io: CommandIo, saved: SavedModel, modelPath: string): string {
  const { cwd } = io.context
  const named = saved.config.data.path
  const full = resolve(cwd, modelPath)
  const folder = existsSync(full) && statSync(full).isDirectory() ? full : dirname(full)
  const found =
    named === undefined || named === '-'
      ? undefined
      : [join(folder), cwd].map((base) => resolve(base, named)).find(existsSync)
  if (found !== undefined) return relative(cwd, found)
  throw new UsageError(
    'no-data',
    named === undefined || named === '-'
      ? `${modelPath} does not name the file that it was trained on`
      : `the training data of ${modelPath} (${named}) are not there any more`,
    { where: modelPath, hint: `name the data: dsm eval ${modelPath} DATA` },
  )
}
