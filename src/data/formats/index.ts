import type { DataFormat } from '../../config/data.js'
import type { FormatReader } from '../table.js'
import { conllReader } from './conll.js'
import { csvReader } from './csv.js'
import { jsonlReader } from './jsonl.js'
import { parquetReader } from './parquet.js'
import { textReader } from './text.js'

/** One entry for each format. */
export const readers: Record<DataFormat, FormatReader> = {
  csv: csvReader,
  tsv: csvReader,
  jsonl: jsonlReader,
  parquet: parquetReader,
  conll: conllReader,
  conllu: conllReader,
  text: textReader,
}
