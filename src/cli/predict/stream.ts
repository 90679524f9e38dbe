import type { DataConfig } from '../../config/data.js'
import { resolveColumns } from '../../data/index.js'
import { filterRows } from '../../data/stream/filter-rows.js'
import { emptyStream, openStreamReader, streamInput, streamLines } from '../../data/stream/open-stream.js'
import type { StreamReader } from '../../data/stream/stream-rows.js'
import type { Input } from '../../data/table.js'
import { RowFilter } from '../../data/where.js'
import { checkClash } from '../../data/write/predictions.js'
import { RowEncoder } from '../../encode/row-encoder.js'
import { compileModel } from '../../model/compile.js'
import type { SavedModel } from '../../store/model-file.js'
import type { PredictOptions } from '../commands/predict.js'
import { dataChanges } from '../data-changes.js'
import type { CommandIo } from '../io.js'
import { openModel, withoutAbsentFilters } from '../model-data.js'
import { refuseForNetworks } from '../network-limits.js'
import { withOutput } from '../output-sink.js'
import { StreamLabeller } from './stream-labeller.js'
import { impossibleTeller, reportStream, tellUnknownSymbols } from './stream-remarks.js'
import { resultNames, StreamResults } from './stream-results.js'
import { lagRule } from './stream-rule.js'

/** All that works on the lines of a stream, once its first line is known. */
interface OpenStream {
  readonly reader: StreamReader
  readonly filter: RowFilter | null
  readonly encoder: RowEncoder
  readonly results: StreamResults
  readonly labeller: StreamLabeller
}

/** `dsm predict --stream`: labels lines while they come in, in constant memory. */
export async function predictStream(
  io: CommandIo,
  options: PredictOptions,
  model: string,
  path: string,
): Promise<void> {
  const rule = lagRule(options)
  const saved = await openModel(io, model)
  refuseForNetworks(saved, { '--stream': options.stream })
  const { order: _o, y: _y, z: _z, ...own } = saved.config.data
  const x = saved.plan.groups.flatMap((group) => [...group.columns])
  const config = {
    ...own,
    path,
    format: undefined,
    x,
    ...dataChanges(saved.config.data, path, options),
  } as DataConfig
  const input = streamInput(path, config)
  const tellImpossible = impossibleTeller(io, path)
  let stream: OpenStream | undefined
  let failure: unknown = null
  await withOutput(io, options.out, async (sink) => {
    const { signal, stdin } = io.context
    const stop = () => stdin.destroy()
    signal.addEventListener('abort', stop)
    try {
      for await (const lines of streamLines(path, stdin)) {
        let rest: readonly string[] = lines
        if (stream === undefined) {
          if (input.format === 'jsonl' && lines.every((line) => line.trim() === '')) continue
          const opened = openStream(lines)
          stream = opened.stream
          rest = opened.rest
          io.warn(...input.tally.warnings())
          const header = stream.reader.headerLine(
            resultNames(saved.model.stateNames, options.posterior === true, options.prefix),
          )
          if (header !== null) await sink.write(header)
        }
        const rows = stream.reader.read(rest)
        failure = stream.labeller.take(stream.filter === null ? rows : filterRows(rows, stream.filter))
        await write(stream)
        if (failure !== null || signal.aborted) break
      }
    } catch (error) {
      if (!signal.aborted) {
        if (stream === undefined) throw error
        failure = error
      }
    } finally {
      signal.removeEventListener('abort', stop)
    }
    if (stream === undefined) {
      if (input.format === 'jsonl' || signal.aborted) return
      throw emptyStream(path)
    }
    stream.labeller.end()
    await write(stream)

    async function write({ results }: OpenStream): Promise<void> {
      const text = results.takeText()
      if (text === '') return
      await sink.write(text)
      if (options.out === undefined) await io.context.drained?.()
    }
  })
  if (stream !== undefined) {
    io.warn(...input.tally.warnings())
    tellUnknownSymbols(io, stream.encoder)
    tellImpossible.total()
  }
  if (failure !== null) throw failure
  reportStream(io, options, saved, rule, stream?.labeller ?? null, stream?.results ?? null)

  function openStream(lines: readonly string[]): { stream: OpenStream; rest: readonly string[] } {
    const wanted = [...x, ...(config.sequence === undefined ? [] : [config.sequence])]
    const { reader, rest } = openStreamReader(input, lines, wanted)
    return { stream: openRows(io, options, saved, rule, input, reader, tellImpossible.tell), rest }
  }
}

function openRows(
  io: CommandIo,
  options: PredictOptions,
  saved: SavedModel,
  rule: ReturnType<typeof lagRule>,
  { source, config }: Input,
  reader: StreamReader,
  tell: ConstructorParameters<typeof StreamLabeller>[5],
): OpenStream {
  const { header } = reader
  const { name } = source
  const posterior = options.posterior === true
  checkClash(
    name,
    header,
    resultNames(saved.model.stateNames, posterior, options.prefix).map((column) => ({
      name: column,
      cell: () => null,
    })),
  )
  const kept = withoutAbsentFilters(io, name, header, config, saved.config.data.where)
  resolveColumns(header, kept, [], name)
  const encoder = new RowEncoder(
    saved.plan,
    { name, header, sequence: kept.sequence, missing: kept.missing },
    (warning) => io.warn(warning),
  )
  const results = new StreamResults(reader, saved.model.stateNames, posterior)
  const compiled = compileModel(saved.model, saved.parameters, { hapax: true })
  const labeller = new StreamLabeller(compiled, encoder, rule, results, name, tell)
  return {
    reader,
    filter: kept.where === undefined ? null : new RowFilter(kept.where, header),
    encoder,
    results,
    labeller,
  }
}
