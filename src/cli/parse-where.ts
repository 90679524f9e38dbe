import { UsageError } from '../errors.js'

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
