import type { DataConfig } from '../config/data.js'
import { expandColumns } from './expand.js'
import { parseNumber } from './number.js'

/** What a column's cells say when they say nothing. An empty cell is always missing. */
export interface MissingMarkers {
  readonly texts: ReadonlySet<string>
  /** Markers that are numbers, compared by value (−999 and −999.0). */
  readonly numbers: ReadonlySet<number>
}

const numberDefault = ['', 'NA', 'NaN']
const textDefault = ['']

/**
 * The missing markers of one column: those that the config gives (for all columns or for this one), else
 * empty, NA and NaN for numbers and empty for text.
 */
export function missingMarkers(
  name: string,
  kind: 'number' | 'text',
  missing: DataConfig['missing'],
  header: readonly string[],
  where: string,
): MissingMarkers {
  const own = Array.isArray(missing) ? missing : markersFromMap(name, missing ?? {}, header, where)
  const texts = new Set((own ?? (kind === 'number' ? numberDefault : textDefault)).map(String))
  texts.add('')
  const numbers = [...texts].map(parseNumber).filter(Number.isFinite)
  return { texts, numbers: new Set(numbers) }
}

function markersFromMap(
  name: string,
  map: Exclude<DataConfig['missing'], readonly string[] | undefined>,
  header: readonly string[],
  where: string,
): readonly (string | number)[] | undefined {
  if (Object.hasOwn(map, name)) return map[name]
  return Object.entries(map).find(([entry]) =>
    expandColumns(entry, header, 'data.missing', where).includes(name),
  )?.[1]
}
