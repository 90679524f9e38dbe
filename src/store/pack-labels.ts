import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { StateLabels } from '../selection/jobs.js'

/** Labels of steps as text: their width in bits, then base64 of the deflated bytes (low byte first). Paths are runs, and pack well. */
export function packLabels(labels: StateLabels): string {
  const bytes = Buffer.from(labels.buffer, labels.byteOffset, labels.byteLength)
  return `${8 * labels.BYTES_PER_ELEMENT}:${deflateRawSync(bytes).toString('base64')}`
}

/** Throws where the text is no such thing. */
export function unpackLabels(text: string): StateLabels {
  const [width, base64] = text.split(':')
  const bytes = inflateRawSync(Buffer.from(base64 ?? '', 'base64'))
  if (width === '8') return new Uint8Array(bytes)
  if (width !== '16' || bytes.length % 2 !== 0) throw new RangeError('labels are packed in 8 or 16 bits')
  return new Uint16Array(new Uint8Array(bytes).buffer)
}
