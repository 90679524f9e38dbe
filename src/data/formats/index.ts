import type { DataFormat } from '../../config/data.js'
import type { FormatReader } from '../table.js'
import { conllReader } from './conll.js'
import { csvReader } from './csv.js'
import { jsonlReader } from './jsonl.js'
import { textReader } from './text.js'

/** One entry for each format. The reader of Parquet brings a library of its own, which only its files load. */
export const readers: Record<DataFormat, () => FormatReader | Promise<FormatReader>> = {
  csv: () => csvReader,
  tsv: () => csvReader,
  jsonl: () => jsonlReader,
  parquet: async () => (await import('./parquet.js')).parquetReader,
  conll: () => conllReader,
  conllu: () => conllReader,
  text: () => textReader,
}
