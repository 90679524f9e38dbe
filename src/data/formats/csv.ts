import { type ByteBatch, cellAt } from '../byte-batch.js'
import { checkedHeader } from '../header.js'
import type { Batch, FormatReader } from '../table.js'
import { csvBatches } from './csv-batches.js'
import { emptyFile } from './csv-errors.js'
import { csvHeaderOf } from './csv-header.js'

/** Comma-, semicolon- or tab-separated values: a header, then a row a step. RFC 4180 quoting. */
export const csvReader: FormatReader = {
  ownSequences: false,
  async header(input) {
    const header = await csvHeaderOf(input)
    if (header === null) throw emptyFile(input)
    return checkedHeader(input.source.name, header.names)
  },
  async *rows(input, header, wanted) {
    for await (const batch of csvBatches(input, header, new Uint8Array(header.length)))
      yield cellsOf(batch, wanted)
  },
  bytes: csvBatches,
}

function cellsOf(batch: ByteBatch, wanted: readonly number[]): Batch {
  const cells = Array.from({ length: batch.rows }, (_, row) => {
    const texts = new Array<string | undefined>(batch.columns)
    for (const column of wanted) texts[column] = cellAt(batch, row, column)
    return texts
  })
  return { cells, lines: [...batch.lines.subarray(0, batch.rows)], starts: [] }
}
