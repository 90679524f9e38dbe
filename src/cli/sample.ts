import type { Dataset, ExtraColumn } from '../data/index.js'
import { type Encoded, inputsOf } from '../encode/index.js'
import { UsageError } from '../errors.js'
import { emptyData, type Simulated, simulate, simulateGiven } from '../evaluation/index.js'
import { compileModel } from '../model/compile.js'
import { createRandom } from '../random.js'
import type { SavedModel } from '../store/model-file.js'
import type { SampleOptions } from './commands/sample.js'
import type { CommandIo } from './io.js'
import { openModel, readModelData } from './model-data.js'
import { refuseJsonWithoutOut, withOutput } from './output-sink.js'
import { type TableFormat, writeTable } from './write-table.js'

/** `dsm sample`: draws sequences and writes them as a data file that the model's own config can read. */
export async function sample(io: CommandIo, options: SampleOptions, path: string): Promise<void> {
  const { out } = options
  refuseJsonWithoutOut(io, out)
  const saved = await openModel(io, path)
  refuseWithoutInputs(saved, options)
  const read = options.data === undefined ? null : await readModelData(io, saved, options.data)
  await read?.source.close()
  const lengths = lengthsOf(saved, options)
  const seed = options.seed ?? saved.fit.seed
  const drawn = draw(saved, lengths, read?.encoded ?? null, seed)
  const { sequenceIds, offsets } = drawn.data
  const { sequence } = saved.config.data
  const table = {
    sequence: sequence ?? (sequenceIds.length > 1 ? 'sequence' : null),
    sequenceIds,
    offsets,
    columns: [
      ...columnsOf(saved, drawn, options.states === true),
      ...inputColumns(saved, read?.data ?? null),
    ],
  }
  await withOutput(io, out, (sink) => writeTable(table, formatFor(options), sink))
  io.result({ out, sequences: sequenceIds.length, steps: offsets.at(-1)!, seed })
}

function lengthsOf({ fit }: SavedModel, { sequences, length }: SampleOptions): number[] {
  return new Array<number>(sequences).fill(length ?? Math.max(1, Math.round(fit.steps / fit.sequences)))
}

function draw(saved: SavedModel, lengths: readonly number[], given: Encoded | null, seed: number): Simulated {
  const compiled = compileModel(saved.model, saved.parameters)
  const random = createRandom(seed, 'sample')
  if (compiled.experts.every((expert) => expert.given === undefined))
    return simulate(compiled, saved.plan, lengths, random)
  return simulateGiven(compiled, given ?? emptyData(saved.plan, lengths), random)
}

/** Networks draw what they model given their inputs, which have to come from somewhere. Throws UsageError. */
function refuseWithoutInputs(saved: SavedModel, { data, sequences, length }: SampleOptions): void {
  const seen = seenBy(saved)
  const own = seen.find((name) => saved.experts.some(({ columns }) => columns.includes(name)))
  if (own !== undefined)
    throw new UsageError(
      'networks',
      `the network sees the column "${own}" that it models; drawing it step by step is not done yet`,
      {
        hint: 'use the input previous instead of a window over it',
      },
    )
  if (seen.length > 0 && data === undefined)
    throw new UsageError(
      'no-inputs',
      `the network sees ${seen.map((name) => `"${name}"`).join(', ')}, which sampling does not invent`,
      {
        hint: 'give a file that has these columns with --data FILE',
      },
    )
  if (data === undefined) return
  if (seen.length === 0)
    throw new UsageError('no-inputs', '--data gives networks their inputs, and this model sees none', {
      hint: 'leave --data out',
    })
  if (sequences !== 1 || length !== undefined)
    throw new UsageError('options', '--data says how many sequences there are, and how long', {
      hint: 'leave --sequences and --length out',
    })
}

function columnsOf(
  { config, plan, model }: SavedModel,
  { data, states }: Simulated,
  withStates: boolean,
): ExtraColumn[] {
  const columns: ExtraColumn[] = []
  const { order, z } = config.data
  const modelled = plan.groups.flatMap((group) => group.columns)
  if (order !== undefined && !modelled.includes(order)) {
    const places = stepNumbers(data.offsets)
    columns.push({ name: order, cell: (step) => places[step]! })
  }
  for (const [e, group] of data.groups.entries()) columns.push(...cellsOf(plan.groups[e]!, group))
  if (withStates) columns.push({ name: z ?? 'state', cell: (step) => model.stateNames[states[step]!]! })
  return columns
}

/** What the networks saw, each column once, as the file has it: a network may know a word by parts alone. */
function inputColumns(saved: SavedModel, data: Dataset | null): ExtraColumn[] {
  const modelled = new Set(saved.experts.flatMap(({ columns }) => columns))
  return seenBy(saved).flatMap((name): ExtraColumn[] => {
    const column = data?.columns.get(name)
    if (column === undefined || modelled.has(name)) return []
    if (column.kind === 'number') return [{ name, cell: (step) => column.values[step]! }]
    return [{ name, cell: (step) => column.symbols[column.codes[step]!] ?? null }]
  })
}

function seenBy(saved: SavedModel): string[] {
  return [...new Set(inputsOf(saved).map(({ name }) => name))]
}

function cellsOf(
  planned: SavedModel['plan']['groups'][number],
  group: Encoded['groups'][number],
): ExtraColumn[] {
  return planned.columns.map((name, d) => ({
    name,
    cell: (step) =>
      group.kind === 'numbers'
        ? group.values[step * group.dimension + d]!
        : ((planned.kind === 'symbols' ? planned.symbols[group.codes[step]!] : undefined) ?? null),
  }))
}

/** [N] the number of each step in its sequence, from 1. */
function stepNumbers(offsets: Uint32Array): Uint32Array {
  const numbers = new Uint32Array(offsets.at(-1)!)
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) numbers[i] = i - offsets[s]! + 1
  return numbers
}

function formatFor({ format, out }: SampleOptions): TableFormat {
  if (format !== undefined) return format
  const ending = /\.(jsonl|ndjson|tsv|csv)$/i.exec(out ?? '')?.[1]?.toLowerCase()
  return ending === 'tsv' ? 'tsv' : ending === undefined || ending === 'csv' ? 'csv' : 'jsonl'
}
