import type { ExtraColumn } from '../data/index.js'
import { type Simulated, simulate } from '../evaluation/index.js'
import { compileModel } from '../model/compile.js'
import { createRandom } from '../random.js'
import type { SavedModel } from '../store/model-file.js'
import type { SampleOptions } from './commands/sample.js'
import type { CommandIo } from './io.js'
import { openModel } from './model-data.js'
import { refuseJsonWithoutOut, withOutput } from './output-sink.js'
import { type TableFormat, writeTable } from './write-table.js'

/** `dsm sample`: draws sequences and writes them as a data file that the model's own config can read. */
export async function sample(io: CommandIo, options: SampleOptions, path: string): Promise<void> {
  const { sequences, out } = options
  refuseJsonWithoutOut(io, out)
  const saved = await openModel(io, path)
  const length = options.length ?? Math.max(1, Math.round(saved.fit.steps / saved.fit.sequences))
  const seed = options.seed ?? saved.fit.seed
  const lengths = new Array<number>(sequences).fill(length)
  const drawn = simulate(
    compileModel(saved.model, saved.parameters),
    saved.plan,
    lengths,
    createRandom(seed, 'sample'),
  )
  const { sequence } = saved.config.data
  const table = {
    sequence: sequence ?? (sequences > 1 ? 'sequence' : null),
    sequenceIds: drawn.data.sequenceIds,
    offsets: drawn.data.offsets,
    columns: columnsOf(saved, drawn, length, options.states === true),
  }
  await withOutput(io, out, (sink) => writeTable(table, formatFor(options), sink))
  io.result({ out, sequences, steps: sequences * length, seed })
}

function columnsOf(
  { config, plan, model }: SavedModel,
  { data, states }: Simulated,
  length: number,
  withStates: boolean,
) {
  const columns: ExtraColumn[] = []
  const { order, z } = config.data
  const modelled = plan.groups.flatMap((group) => group.columns)
  if (order !== undefined && !modelled.includes(order)) {
    columns.push({ name: order, cell: (step) => (step % length) + 1 })
  }
  for (const [e, group] of data.groups.entries()) {
    const planned = plan.groups[e]!
    for (const [d, name] of planned.columns.entries()) {
      columns.push({
        name,
        cell: (step) =>
          group.kind === 'numbers'
            ? group.values[step * group.dimension + d]!
            : ((planned.kind === 'symbols' ? planned.symbols[group.codes[step]!] : undefined) ?? null),
      })
    }
  }
  if (withStates) columns.push({ name: z ?? 'state', cell: (step) => model.stateNames[states[step]!]! })
  return columns
}

function formatFor({ format, out }: SampleOptions): TableFormat {
  if (format !== undefined) return format
  const ending = /\.(jsonl|ndjson|tsv|csv)$/i.exec(out ?? '')?.[1]?.toLowerCase()
  return ending === 'tsv' ? 'tsv' : ending === undefined || ending === 'csv' ? 'csv' : 'jsonl'
}
