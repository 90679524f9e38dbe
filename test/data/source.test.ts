import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dataSource, fileSource, memorySource, readHeader, stdinSource } from '../../src/data/index.js'
import { config, messageOf, plain, read, readSource } from './helpers.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsm-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('files', () => {
  it('are read, packed or not', async () => {
    await writeFile(join(folder, 'a.csv'), 'x\n1\n')
    await writeFile(join(folder, 'b.csv.gz'), zlib.gzipSync('x\n1\n'))
    for (const name of ['a.csv', 'b.csv.gz']) {
      expect(plain(await readSource(dataSource(join(folder, name)), { x: 'x' }))).toEqual([
        { id: '1', x: [1] },
      ])
    }
  })

  it('that are not there, or are folders, are named', async () => {
    await mkdir(join(folder, 'c.csv'))
    const [absent, isFolder] = [join(folder, 'none.csv'), join(folder, 'c.csv')]
    expect(await messageOf(readSource(fileSource(absent), { x: 'x' }))).toBe(
      `[file-missing] ${absent}: there is no such file. Check data.path (it is relative to the config file) or --data.`,
    )
    expect(await messageOf(readSource(fileSource(isFolder), { x: 'x' }))).toBe(
      `[file-is-folder] ${isFolder}: this is a folder, not a file. Name one data file inside it.`,
    )
  })

  it.each([
    ['a.csv', Buffer.from(`x\n${'1\n'.repeat(1000)}`)],
    ['a.csv.gz', zlib.gzipSync(`x\n${'1\n'.repeat(1000)}`)],
  ])('are let go of where only the beginning is wanted: %s', async (name, content) => {
    let open = 0
    const source = {
      ...memorySource(name, content),
      async *bytes() {
        open++
        try {
          for (let at = 0; at < content.length; at += 10) yield content.subarray(at, at + 10)
        } finally {
          open--
        }
      },
    }
    expect(await readHeader(source, config({ x: 'x' }))).toEqual(['x'])
    expect(open).toBe(0)
  })

  it('that end in .gz by concatenation are read to the end', async () => {
    const packed = Buffer.concat([zlib.gzipSync('x\n1\n'), zlib.gzipSync('2\n')])
    expect(plain(await read('a.csv.gz', packed, { x: 'x' }))).toEqual([{ id: '1', x: [1, 2] }])
  })

  it('in Zstandard are read where Node can, else the message says which Node can', async () => {
    const create = (zlib as { zstdCompressSync?: (data: string) => Buffer }).zstdCompressSync
    // A frame of zstd that holds "x\n1\n" raw: magic, header (single segment, 4 bytes), one last raw block.
    const packed =
      create?.('x\n1\n') ?? Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 0x21, 0, 0, 0x78, 10, 0x31, 10])
    const reading = read('a.csv.zst', packed, { x: 'x' })
    if (create !== undefined) expect(plain(await reading)).toEqual([{ id: '1', x: [1] }])
    else expect(await messageOf(reading)).toContain('Use Node 22.15 or newer')
  })
})

describe('standard input', () => {
  it('in the place of the file of a config is taken to be of its format', async () => {
    const stdin = (text: string) => stdinSource(Readable.from([Buffer.from(text)]))
    const csv = stdin('x\n1\n')
    expect(plain(await readSource(csv, { path: 'days.csv.gz', x: 'x' }))).toEqual([{ id: '1', x: [1] }])
    await csv.close()
    const jsonl = stdin('{"x": [1, 2]}\n')
    expect(plain(await readSource(jsonl, { path: 'days.jsonl', x: 'x' }))).toEqual([{ id: '1', x: [1, 2] }])
    await jsonl.close()
  })

  it('can be read as often as needed and leaves nothing behind', async () => {
    const spool = join(folder, 'spool')
    await mkdir(spool)
    vi.stubEnv('TMPDIR', spool)
    const source = stdinSource(Readable.from([Buffer.from('x\n1'), Buffer.from('\n2\n')]))
    expect(await readHeader(source, config({ format: 'csv' }))).toEqual(['x'])
    for (let i = 0; i < 2; i++) {
      expect(plain(await readSource(source, { x: 'x', format: 'csv' }))).toEqual([{ id: '1', x: [1, 2] }])
    }
    if (process.platform !== 'win32') expect(await readdir(spool)).toEqual([])
    await source.close()
    expect(await readdir(spool)).toEqual([])
    vi.unstubAllEnvs()
  })

  it('has to be handed in', () => {
    expect(() => dataSource('-')).toThrow('standard input cannot be read here')
    expect(dataSource('-', Readable.from([])).name).toBe('-')
  })
})

describe('memory', () => {
  it('gives any part of its bytes, as a file does', async () => {
    await writeFile(join(folder, 'part.csv'), 'abcdef')
    for (const source of [memorySource('part.csv', 'abcdef'), fileSource(join(folder, 'part.csv'))]) {
      const parts: Uint8Array[] = []
      for await (const part of source.bytes(2, 4)) parts.push(part)
      expect(Buffer.concat(parts).toString()).toBe('cd')
      expect(await source.size()).toBe(6)
    }
  })
})
