/** A place in a config: keys of maps and indices (from 0) of lists. */
export type Path = readonly (string | number)[]

/** `model.experts[0].family`; keys that would be ambiguous are quoted: `data.where["a.b"]`. */
export function formatPath(path: Path): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[^.[\]"=\s]+$/.test(part) && !/^\d+$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part)}]`
  }
  return text
}

/** Reads `model.experts[0].family` and `model.experts.0.family` alike; null where the text is no path. */
export function parsePath(text: string): Path | null {
  const path: (string | number)[] = []
  const part = /\.?(?:\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]"]+))/y
  while (part.lastIndex < text.length) {
    const at = part.lastIndex
    const match = part.exec(text)
    if (match === null) return null
    const dotted = text[at] === '.'
    if (dotted && at === 0) return null
    if (!dotted && at > 0 && match[3] !== undefined) return null
    if (match[1] !== undefined) path.push(JSON.parse(`"${match[1]}"`) as string)
    else if (match[2] !== undefined) path.push(Number(match[2]))
    else path.push(/^\d+$/.test(match[3]!) ? Number(match[3]) : match[3]!.trim())
  }
  return path.length === 0 || path.includes('') ? null : path
}

/** What stands at a path of a plain value; undefined where there is nothing. */
export function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    if (!Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}
