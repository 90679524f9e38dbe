/** Blocks of numbers as base64 of their little-endian bytes: the same bits when they are read again. */
export function packFloat32(blocks: readonly Float32Array[]): string[] {
  return blocks.map((block) => {
    const bytes = Buffer.alloc(4 * block.length)
    for (let i = 0; i < block.length; i++) bytes.writeFloatLE(block[i]!, 4 * i)
    return bytes.toString('base64')
  })
}

export function packFloat64(blocks: readonly Float64Array[]): string[] {
  return blocks.map((block) => {
    const bytes = Buffer.alloc(8 * block.length)
    for (let i = 0; i < block.length; i++) bytes.writeDoubleLE(block[i]!, 8 * i)
    return bytes.toString('base64')
  })
}

/** null where a text is not as long as `lengths` says. */
export function unpackFloat32(texts: readonly string[], lengths: readonly number[]): Float32Array[] | null {
  const blocks = bytesOf(texts, lengths, 4)
  if (blocks === null) return null
  return blocks.map((b) => Float32Array.from({ length: b.length / 4 }, (_, i) => b.readFloatLE(4 * i)))
}

export function unpackFloat64(texts: readonly string[], lengths: readonly number[]): Float64Array[] | null {
  const blocks = bytesOf(texts, lengths, 8)
  if (blocks === null) return null
  return blocks.map((b) => Float64Array.from({ length: b.length / 8 }, (_, i) => b.readDoubleLE(8 * i)))
}

function bytesOf(texts: readonly string[], lengths: readonly number[], size: number): Buffer[] | null {
  const blocks = texts.map((text) => Buffer.from(text, 'base64'))
  const fit = blocks.length === lengths.length && blocks.every((b, i) => b.length === size * lengths[i]!)
  return fit ? blocks : null
}
