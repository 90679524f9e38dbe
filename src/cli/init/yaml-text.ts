/** A text as a YAML scalar that stays text: plain where that is safe, else in double quotes. */
export function yamlText(text: string): string {
  const plain =
    /^[\p{L}_](?:[\p{L}\p{M}\p{N}_./-]*[\p{L}\p{M}\p{N}_])?$/u.test(text) &&
    !text.includes('..') &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}

/** Names as a flow list; runs of numbered columns become ranges (`note_21..note_108`). */
export function yamlNames(names: readonly string[], header: readonly string[]): string {
  const entries: string[] = []
  let i = 0
  while (i < names.length) {
    const end = runEnd(names, header, i)
    if (end - i >= 3) entries.push(`${names[i]}..${names[end]}`)
    else entries.push(...names.slice(i, end + 1))
    i = end + 1
  }
  return `[${entries.map(yamlText).join(', ')}]`
}

/** Last index of the run of names stem7, stem8, … that begins at `from` and stands together in the file. */
function runEnd(names: readonly string[], header: readonly string[], from: number): number {
  const first = /^(.*?)(\d+)$/s.exec(names[from]!)
  if (first === null || first[0].includes('*')) return from
  const stem = first[1]!
  let end = from
  while (end + 1 < names.length) {
    const next = `${stem}${Number(first[2]) + (end + 1 - from)}`
    if (names[end + 1] !== next || !header.includes(next)) break
    end++
  }
  return names.slice(from, end + 1).every((name) => !/^0\d/.test(name.slice(stem.length))) ? end : from
}
