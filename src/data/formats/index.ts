import type { DataFormat } from '../../config/data.js'
import type { FormatReader } from '../table.js'
import { csvReader } from './csv.js'

/** One entry for each format. */
export const readers: Record<DataFormat, FormatReader> = {
  csv: csvReader,
  tsv: csvReader,
} as Record<DataFormat, FormatReader>
