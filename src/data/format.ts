import { type DataConfig, type DataFormat, formats } from '../config/data.js'
import { DataError } from '../errors.js'

const byExtension: Record<string, DataFormat> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  conll: 'conll',
  conllu: 'conllu',
  txt: 'text',
  text: 'text',
}

/**
 * The format of a data file: what the config says, else what the name ends in (`.gz` and `.zst` aside). Standard input
 * has no name; in the place of a config's own file it is taken to be of that file's format.
 * @throws DataError `format-unknown`
 */
export function formatOf(name: string, config: Pick<DataConfig, 'format' | 'path'>): DataFormat {
  if (config.format !== undefined) return config.format
  const told = name === '-' ? (config.path ?? name) : name
  const extension = /\.([^./\\]+)$/.exec(told.replace(/\.(gz|zst)$/i, ''))?.[1]?.toLowerCase()
  const format = extension === undefined ? undefined : byExtension[extension]
  if (format !== undefined) return format
  const seen =
    name === '-'
      ? 'standard input has no name'
      : extension === undefined
        ? 'its name has no ending'
        : `".${extension}"`
  throw new DataError(
    'format-unknown',
    `the format cannot be told from the name (${seen}); there are ${formats.join(', ')}`,
    {
      where: name,
      hint: 'Set data.format, for example --set data.format=csv.',
    },
  )
}
