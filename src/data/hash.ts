import { createHash } from 'node:crypto'
import type { Dataset } from './dataset.js'

/** SHA-256 (hex) over ids, offsets and columns: equal for equal data, wherever and in whatever format the file stands. */
export function hashDataset(dataset: Dataset): string {
  const hash = createHash('sha256')
  const add = (label: string, content: string | Uint8Array) =>
    hash.update(`${label}:${content.length}:`).update(content)
  add('ids', JSON.stringify(dataset.sequenceIds))
  add('offsets', bytes(dataset.offsets))
  for (const [name, column] of dataset.columns) {
    add('column', JSON.stringify([name, column.kind]))
    if (column.kind === 'number') add('values', bytes(column.values))
    else add('codes', bytes(column.codes)).update(JSON.stringify(column.symbols))
  }
  return hash.digest('hex')
}

function bytes(array: Float64Array | Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
