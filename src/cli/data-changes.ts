import { type DataConfig, type DataFormat, dataConfig } from '../config/data.js'
import { applyOverride, parseOverride } from '../config/overrides.js'
import { formatOf } from '../data/format.js'
import { DataError, UsageError } from '../errors.js'
import type { GlobalOptions } from './io.js'
import { parseWhere } from './parse-where.js'

/**
 * How --where and --set data.… change the way a fitted model reads the file at `path`, and the format of that file.
 * Keys that were taken away are undefined. Throws UsageError.
 */
export function dataChanges(
  own: DataConfig,
  path: string,
  options: GlobalOptions & { readonly where?: readonly string[] | undefined },
): Partial<DataConfig> {
  const root = { data: structuredClone<Record<string, unknown>>(own) }
  for (const override of options.set.map((text) => parseOverride(text))) {
    if (
      override.path[0] !== 'data' ||
      override.path.length < 2 ||
      ['path', 'x'].includes(String(override.path[1]))
    ) {
      throw new UsageError(
        'set',
        `--set ${override.text}: a fitted model stays as it is; only how the data are read can be set`,
        {
          hint: 'train again with this setting, or set for example data.format=csv',
        },
      )
    }
    applyOverride(root, override)
  }
  const where = { ...(root.data.where as DataConfig['where']), ...parseWhere(options.where ?? []) }
  const result = dataConfig.safeParse({ ...root.data, where })
  if (!result.success) {
    const [issue] = result.error.issues
    throw new UsageError('set', `--set data.${issue!.path.join('.')}: ${issue!.message}`)
  }
  const changed = result.data as Record<string, unknown>
  const keys = new Set([...Object.keys(own), ...Object.keys(changed)])
  const different = [...keys].filter(
    (key) => JSON.stringify(changed[key]) !== JSON.stringify(own[key as keyof DataConfig]),
  )
  const formatGiven = options.set.some((text) => /^data\.format\s*=/.test(text.trim()))
  return {
    ...Object.fromEntries(different.map((key) => [key, changed[key]])),
    format: formatGiven ? result.data.format : formatFor(path, own),
  } as Partial<DataConfig>
}

/** The format that the name of a file tells, unless the config says otherwise of such names; else that of the training data. */
function formatFor(path: string, own: DataConfig): DataFormat | undefined {
  const trained = own.format ?? formatByName(own.path ?? '')
  const sameKind = own.path !== undefined && ending(path) === ending(own.path)
  return sameKind ? trained : (formatByName(path) ?? trained)
}

function ending(path: string): string {
  return /\.[^./\\]*$/.exec(path)?.[0] ?? ''
}

function formatByName(path: string): DataFormat | undefined {
  try {
    return formatOf(path, {})
  } catch (error) {
    if (error instanceof DataError) return undefined
    throw error
  }
}
