import type { DataConfig } from '../../config/data.js'
import { UsageError } from '../../errors.js'
import type { Dataset } from '../dataset.js'
import { listed } from '../expand.js'
import { openTable } from '../open-table.js'
import type { DataSource } from '../source.js'
import { wantedColumns } from '../wanted.js'
import { writeConll } from './conll.js'
import { writeCsv } from './csv.js'
import { writeJsonl, writeTextAsJsonl } from './jsonl.js'
import { type ExtraColumn, type Sink, stepOfRow } from './sink.js'

/**
 * Writes the records of the input again with columns of results, in the input's format (text becomes JSONL, Parquet
 * becomes CSV), in the order of the input, in one more streaming pass over it. Rows that `where` left out are not written.
 *
 * @param source @param config the very ones that `dataset` was read from
 * @throws UsageError `column-clash` where a result would have the name of a column of the input; nothing is written then
 */
export async function writePredictions(
  source: DataSource,
  config: DataConfig,
  dataset: Pick<Dataset, 'roles' | 'rows'>,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  const table = await openTable(source, config)
  const { format } = table.input
  checkClash(source.name, format === 'text' ? [...table.header, 'sequence'] : table.header, extra)
  const stepAt = stepOfRow(dataset.rows)
  if (format === 'conll' || format === 'conllu') await writeConll(table, stepAt, extra, sink)
  else if (format === 'text') await writeTextAsJsonl(table, stepAt, extra, sink)
  else if (format === 'jsonl')
    await writeJsonl(table, wantedColumns(table.header, dataset.roles, config.where), stepAt, extra, sink)
  else await writeCsv(table, stepAt, extra, sink)
}

export function checkClash(where: string, header: readonly string[], extra: readonly ExtraColumn[]): void {
  const clashes = extra.map(({ name }) => name).filter((name) => header.includes(name))
  if (clashes.length === 0) return
  throw new UsageError(
    'column-clash',
    `the input already has ${clashes.length === 1 ? 'a column' : 'columns'} ${listed(clashes)}, which the results would be called too`,
    { where, hint: 'Give the names of the results a beginning of their own, for example --prefix dsm_.' },
  )
}
