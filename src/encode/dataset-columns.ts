import type { Dataset } from '../data/dataset.js'

export function numberColumn(data: Dataset, name: string) {
  const column = data.columns.get(name)
  if (column?.kind !== 'number') throw new Error(`column ${name} was not read as numbers`)
  return column
}

export function textColumn(data: Dataset, name: string) {
  const column = data.columns.get(name)
  if (column?.kind !== 'text') throw new Error(`column ${name} was not read as text`)
  return column
}

/** [V] how often each symbol of a column occurs in the visible steps. */
export function countSymbols(codes: Int32Array, size: number, visible: Uint8Array | undefined): Uint32Array {
  const seen = new Uint32Array(size)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code >= 0 && visible?.[i] !== 0) seen[code]!++
  }
  return seen
}
