import type { DataConfig } from '../../config/data.js'
import { decode } from '../../evaluation/index.js'
import type { CompiledModel } from '../../model/compile.js'
import type { ModelEngine } from '../../model/model-engine.js'
import type { SavedModel } from '../../store/model-file.js'
import type { EvalOptions } from '../commands/eval.js'
import type { CommandIo } from '../io.js'
import type { ModelData } from '../model-data.js'
import { type LabelReport, labelReport } from './labels.js'
import { type MappedAccuracy, mappedAccuracy } from './mapped.js'
import { targetReport } from './target.js'

/** A model and the data that it is evaluated on. */
export interface Evaluated {
  readonly saved: SavedModel
  readonly compiled: CompiledModel
  readonly engine: ModelEngine
  readonly read: ModelData
  readonly path: string
  /** How the reading of the data differs from the model's own config. */
  readonly changes: Partial<DataConfig>
}

export interface Comparison {
  readonly labels: LabelReport
  readonly mapped: MappedAccuracy | null
  /** As --json prints it. */
  readonly record: object
}

/**
 * The states compared with the labels that the data name, else the symbols that networks predict with those that are there; null
 * where there are none. The states are decoded without the
 * labels, whatever --clamp scored.
 */
export async function compareStates(
  io: CommandIo,
  options: EvalOptions,
  evaluated: Evaluated,
): Promise<Comparison | null> {
  const { saved, compiled, engine, read } = evaluated
  if (read.data.roles.z === undefined) {
    const target = targetReport(evaluated)
    return target && { labels: target, mapped: null, record: labelRecord(target) }
  }
  const { states } = await decode(compiled, read.encoded, engine, { method: options.method })
  const labels = labelReport(io, saved, read.data, states)
  if (labels === null) return null
  const mapped = await mappedAccuracy(io, options, evaluated, labels)
  return { labels, mapped, record: { ...labelRecord(labels), ...mapped } }
}

function labelRecord({ scores, names, stateNames }: LabelReport): object {
  const { steps, accuracy, manyToOne, macroF1, ari, nmi, meaning, confusion } = scores
  const { labels, states, counts } = confusion
  const matching = Object.fromEntries(stateNames.map((name, k) => [name, names[meaning[k]!] ?? null]))
  return {
    steps,
    accuracy,
    ...(manyToOne === null ? {} : { manyToOne, matching }),
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
