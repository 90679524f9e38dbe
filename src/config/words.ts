/** `a, b or c` */
export function either(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** What a value is, for a message that says what was there. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return value === '' ? 'empty text' : JSON.stringify(shorten(value, 40))
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list'
    if (value.every((entry) => typeof entry !== 'object'))
      return `the list ${shorten(JSON.stringify(value).replaceAll(',', ', '), 40)}`
    return `a list of ${value.length}`
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value)
    return keys.length === 0
      ? 'a map without keys'
      : `a map with ${keys.length === 1 ? 'the key' : 'the keys'} ${shorten(keys.join(', '), 40)}`
  }
  return String(value)
}

/** The first characters of a text that is too long to be shown. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
