import { type DataConfig, dataConfig } from '../config/data.js'
import { applyOverride, parseOverride } from '../config/overrides.js'
import { UsageError } from '../errors.js'
import type { GlobalOptions } from './io.js'

/** What --where and --set data.… change of how a fitted model reads its data. Throws UsageError. */
export function dataChanges(
  own: DataConfig,
  options: GlobalOptions & { readonly where?: readonly string[] | undefined },
): Partial<DataConfig> {
  const root: { data: Record<string, unknown> } = { data: {} }
  for (const override of options.set.map(parseOverride)) {
    if (override.path[0] !== 'data' || override.path.length < 2) {
      throw new UsageError(
        'set',
        `--set ${override.text}: a fitted model stays as it is; only data.… can be set`,
        {
          hint: 'train again with this setting, or set for example data.format=csv',
        },
      )
    }
    applyOverride(root, override)
  }
  const where = {
    ...own.where,
    ...(root.data.where as DataConfig['where']),
    ...parseWhere(options.where ?? []),
  }
  const changes = Object.keys(where).length === 0 ? root.data : { ...root.data, where }
  const result = dataConfig.partial().safeParse(changes)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new UsageError('set', `--set data.${issue!.path.join('.')}: ${issue!.message}`)
  }
  // The schema would fill in defaults of keys that were not given.
  return Object.fromEntries(Object.entries(result.data).filter(([key]) => key in changes))
}

/** `split=train,test` as a row filter. Throws UsageError. */
export function parseWhere(texts: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=')
      if (equals < 1) {
        throw new UsageError('where', `--where ${text}: expected column=value`, {
          hint: 'for example --where split=train, or split=train,test for either',
        })
      }
      const values = text.slice(equals + 1).split(',')
      return [text.slice(0, equals), values.length === 1 ? values[0]! : values]
    }),
  )
}
