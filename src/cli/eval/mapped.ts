import { UsageError } from '../../errors.js'
import { accuracyOf, commonestLabels, confusionMatrix, decode, macroF1 } from '../../evaluation/index.js'
import type { EvalOptions } from '../commands/eval.js'
import { dataChanges } from '../data-changes.js'
import type { CommandIo } from '../io.js'
import { readModelData } from '../model-data.js'
import type { Evaluated } from './compare.js'
import { type LabelReport, labelCodes } from './labels.js'

/** How often the meaning that states took from other rows is right. */
export interface MappedAccuracy {
  readonly mappedAccuracy: number
  readonly mappedMacroF1: number
  /** Label of each state by its name; null where the other rows gave it none. */
  readonly mapping: Readonly<Record<string, string | null>>
}

/** --map-where and --map-data: each state means its commonest label there. Null where neither is given. */
export async function mappedAccuracy(
  io: CommandIo,
  options: EvalOptions,
  { saved, compiled, engine, path, changes }: Evaluated,
  labels: LabelReport,
): Promise<MappedAccuracy | null> {
  const { mapData, mapWhere } = options
  if (mapData === undefined && mapWhere === undefined) return null
  const file = mapData ?? path
  if (file === '-') {
    throw new UsageError('map-data', 'standard input can be read once only, not again for --map-where', {
      hint: 'write the data to a file, or give --map-data FILE',
    })
  }
  const { where, format } = dataChanges(saved.config.data, file, { ...options, where: mapWhere })
  const read = await readModelData(io, saved, file, { ...changes, where, format })
  await read.source.close()
  if (read.data.roles.z === undefined) {
    throw new UsageError('map-data', `${file} has no column "${labels.column}" to give the states a meaning`)
  }
  const K = saved.model.states
  const { names, codes } = labelCodes(read.data, labels.names)
  const { states } = await decode(compiled, read.encoded, engine, { method: options.method })
  const meaning = commonestLabels(confusionMatrix(codes, states, names.length, K))
  const confusion = confusionMatrix(labels.codes, labels.states, names.length, K)
  return {
    mappedAccuracy: accuracyOf(confusion, meaning),
    mappedMacroF1: macroF1(confusion, meaning),
    mapping: Object.fromEntries(saved.model.stateNames.map((name, k) => [name, names[meaning[k]!] ?? null])),
  }
}
