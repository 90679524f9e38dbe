import {
  type AsyncBuffer,
  type FileMetaData,
  type ParquetScan,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DataError, DsmError } from '../../errors.js'
import { checkedHeader } from '../header.js'
import type { DataSource } from '../source.js'
import type { Cell, FormatReader, Input } from '../table.js'
import { parquetCell, parsers } from './parquet-cells.js'
import { type Slot, slotsOf } from './vectors.js'

/** Apache Parquet: a row a step; list columns are vectors. One row group is in memory at a time. */
export const parquetReader: FormatReader = {
  ownSequences: false,
  async header(input) {
    const { scan } = await openParquet(input)
    return checkedHeader(
      input.source.name,
      (await parquetSlots(input, scan)).map(({ name }) => name),
    )
  },
  async *rows(input, header, wanted) {
    const { scan } = await openParquet(input)
    const slots = await parquetSlots(input, scan)
    const fields = [...new Set(wanted.map((index) => slots[index]!.field))]
    for (const { rowStart, rowEnd } of scan.ranges) {
      const columns = new Map<string, ArrayLike<unknown>>()
      for (const column of fields)
        columns.set(column, await decoded(input, () => scan.readColumn({ column, rowStart, rowEnd })))
      const chosen = wanted.map((index) => ({
        index,
        slot: slots[index]!,
        values: columns.get(slots[index]!.field)!,
      }))
      for (let from = rowStart; from < rowEnd; from += rowsPerBatch) {
        const cells: (Cell | undefined)[][] = []
        const lines: number[] = []
        for (let row = from; row < Math.min(rowEnd, from + rowsPerBatch); row++) {
          const cellsOfRow = new Array<Cell | undefined>(header.length)
          for (const { index, slot, values } of chosen)
            cellsOfRow[index] = parquetCell(input, slot, values[row - rowStart], row + 1)
          cells.push(cellsOfRow)
          lines.push(row + 1)
        }
        yield { cells, lines, starts: [] }
      }
    }
  },
}

const rowsPerBatch = 8192

async function openParquet(input: Input): Promise<{ metadata: FileMetaData; scan: ParquetScan }> {
  const { source } = input
  const head = await bytesOf(source, 0, 4)
  if (head.toString('latin1') !== 'PAR1') {
    const found =
      head.length === 0 ? 'the file is empty' : `it begins with ${JSON.stringify(head.toString('latin1'))}`
    throw new DataError('parquet-magic', `expected a Parquet file, which begins with "PAR1"; ${found}`, {
      where: source.name,
      hint:
        head[0] === 0x1f && head[1] === 0x8b
          ? 'Unpack it first (gunzip).'
          : 'Check data.format, or fetch the file again.',
    })
  }
  const file: AsyncBuffer = {
    byteLength: await source.size(),
    slice: async (start, end) => {
      const bytes = await bytesOf(source, start, end)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    },
  }
  return decoded(input, async () => {
    const metadata = await parquetMetadataAsync(file, { parsers })
    return { metadata, scan: await parquetScan({ file, metadata, compressors, parsers }) }
  })
}

async function bytesOf(source: DataSource, start: number, end?: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of source.bytes(start, end)) parts.push(chunk)
  return Buffer.concat(parts)
}

/** The columns of the schema; a list column with the dimension of its first vector. */
async function parquetSlots(input: Input, { metadata, ranges, readColumn }: ParquetScan): Promise<Slot[]> {
  const fields = new Map<string, number | undefined>()
  for (const { element } of parquetSchema(metadata).children) {
    fields.set(element.name, undefined)
    const isList =
      element.converted_type === 'LIST' ||
      element.logical_type?.type === 'LIST' ||
      element.repetition_type === 'REPEATED'
    if (!isList) continue
    for (const { rowStart, rowEnd } of ranges) {
      const values = await decoded(input, () => readColumn({ column: element.name, rowStart, rowEnd }))
      const vector = Array.from(values as ArrayLike<unknown>).find(
        (value) => isVector(value) && value.length > 0,
      )
      if (!isVector(vector)) continue
      fields.set(element.name, vector.length)
      break
    }
  }
  return slotsOf(fields)
}

export function isVector(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

async function decoded<T>(input: Input, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof DsmError) throw error
    throw new DataError('parquet-damaged', `the Parquet file cannot be read (${(error as Error).message})`, {
      where: input.source.name,
      hint: 'It may be cut off or damaged: write or fetch it again.',
      cause: error,
    })
  }
}
