import { DataError, UsageError } from '../../errors.js'
import type { EvalOptions } from '../commands/eval.js'
import type { ModelData } from '../model-data.js'

/** Refuses options that need labels where there are none, before any work is done. Throws DataError, UsageError. */
export function requireLabels(options: EvalOptions, { data, encoded }: ModelData): void {
  const there = data.roles.z !== undefined
  if (options.labels !== undefined && !there) {
    throw new DataError('column-missing', `${data.source} has no column "${options.labels}" of labels`, {
      where: data.source,
      hint: 'name another column in --labels, or leave it out',
    })
  }
  if (options.clamp === true && encoded.labels === null) {
    throw new UsageError(
      'no-labels',
      '--clamp needs known states: a model with data.z, and its column in the data',
      {
        hint: 'leave --clamp out',
      },
    )
  }
  if ((options.mapData ?? options.mapWhere) !== undefined && !there) {
    throw new UsageError(
      'no-labels',
      '--map-where and --map-data compare the states with labels, and there are none',
      {
        hint: 'name a column of labels with --labels COLUMN',
      },
    )
  }
}
