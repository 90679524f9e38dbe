import { pipeline, Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { DataError } from '../errors.js'
import type { DataSource } from './source.js'

/**
 * The bytes of a source, unpacked where they are gzip or Zstandard (told by their first bytes, whatever the name).
 * @throws DataError `compressed-truncated`, `compressed-damaged`, `zstd-unsupported`, `gzip-expected`
 */
export async function* decompressed(source: DataSource): AsyncGenerator<Buffer> {
  const bytes = withWholeHead(source.bytes())
  try {
    const { value: head } = await bytes.next()
    if (head === undefined) return
    const unpack = unpacker(source.name, head)
    if (unpack === null) yield* joined(head, bytes)
    else yield* unpacked(source.name, joined(head, bytes), unpack)
  } finally {
    await bytes.return(undefined)
  }
}

async function* unpacked(
  name: string,
  bytes: AsyncIterable<Buffer>,
  unpack: Transform,
): AsyncGenerator<Buffer> {
  // The callback hands errors of the source on to whoever reads `unpack`.
  pipeline(Readable.from(bytes), unpack, () => {})
  try {
    for await (const chunk of unpack) yield chunk as Buffer
  } catch (error) {
    throw unpackingError(name, error)
  }
}

/** The same bytes, of which the first part has four at least, if there are so many. */
async function* withWholeHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, undefined> {
  let head: Buffer = Buffer.alloc(0)
  for await (const { buffer, byteOffset, byteLength } of bytes) {
    const chunk = Buffer.from(buffer, byteOffset, byteLength)
    if (head.length >= 4) yield chunk
    else {
      head = Buffer.concat([head, chunk])
      if (head.length >= 4) yield head
    }
  }
  if (head.length > 0 && head.length < 4) yield head
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

/** What unpacks a source that begins like this; null where it is not packed. */
function unpacker(name: string, head: Buffer): Transform | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return zlib.createGunzip({ chunkSize: 1 << 18 })
  if (head.length >= 4 && head.readUInt32LE() === 0xfd2fb528) return zstd(name)
  const packing = /\.(gz|zst)$/i.exec(name)?.[1]
  if (packing === undefined) return null
  throw new DataError(
    'compressed-damaged',
    `the name ends in .${packing} but the file does not begin like one`,
    {
      where: name,
      hint: `Take .${packing} off the name if the file is not compressed, else fetch it again.`,
    },
  )
}

function zstd(name: string): Transform {
  const create = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress
  if (create !== undefined) return create()
  throw new DataError('zstd-unsupported', 'this version of Node cannot unpack Zstandard', {
    where: name,
    hint: 'Use Node 22.15 or newer, or unpack the file (zstd -d), or pack it with gzip.',
  })
}

function unpackingError(name: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') {
    return new DataError('compressed-truncated', 'the gzip file ends too early: it is cut off', {
      where: name,
      hint: 'Fetch or copy it again.',
      cause: error,
    })
  }
  if (!/^(Z_|ZSTD_)/.test(code)) return error
  return new DataError('compressed-damaged', 'the compressed file is damaged', {
    where: name,
    hint: 'Fetch or copy it again.',
    cause: error,
  })
}
