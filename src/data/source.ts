import { createReadStream } from 'node:fs'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from '../errors.js'
import { fileError } from './file-error.js'

/** Where the bytes of a data set come from. Every call of `bytes` is a fresh pass, so that a file can be read twice. */
export interface DataSource {
  /** As the user gave it, for messages; the format is guessed from it. */
  readonly name: string
  /** The bytes from `start` up to `end` (not included); all of them where left out. */
  bytes(start?: number, end?: number): AsyncIterable<Uint8Array>
  /** Number of bytes. */
  size(): Promise<number>
  /** Lets go of what was opened or spooled. */
  close(): Promise<void>
}

const chunkSize = 1 << 18

/**
 * The file at `path`; `-` is `stdin`, which has to be handed in.
 * @throws DataError `no-stdin`
 */
export function dataSource(path: string, stdin?: AsyncIterable<Uint8Array>): DataSource {
  if (path !== '-') return fileSource(path)
  if (stdin === undefined) {
    throw new DataError('no-stdin', 'standard input cannot be read here', {
      where: '-',
      hint: 'Give the path of a file.',
    })
  }
  return stdinSource(stdin)
}

export function fileSource(path: string): DataSource {
  return {
    name: path,
    async *bytes(start = 0, end) {
      if (end !== undefined && end <= start) return
      const last = end === undefined ? {} : { end: end - 1 }
      try {
        const stream = createReadStream(path, { start, highWaterMark: chunkSize, ...last })
        for await (const chunk of stream) yield chunk as Uint8Array
      } catch (error) {
        throw fileError(path, error)
      }
    },
    async size() {
      let file: FileHandle | undefined
      try {
        file = await open(path)
        return (await file.stat()).size
      } catch (error) {
        throw fileError(path, error)
      } finally {
        await file?.close()
      }
    },
    async close() {},
  }
}

/**
 * Standard input, kept in a temporary file from the first read on. The file has no name by then (where the system
 * allows that), so that nothing stays behind however the process ends.
 */
export function stdinSource(stdin: AsyncIterable<Uint8Array>): DataSource {
  let spooled: Promise<Spool> | undefined
  const spool = () => {
    spooled ??= spoolOf(stdin)
    return spooled
  }
  return {
    name: '-',
    async *bytes(start = 0, end = Number.POSITIVE_INFINITY) {
      const { file } = await spool()
      for (let at = start; at < end; ) {
        const length = Math.min(chunkSize, end - at)
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
        at += bytesRead
      }
    },
    size: async () => (await (await spool()).file.stat()).size,
    async close() {
      if (spooled === undefined) return
      const { file, folder } = await spooled
      await file.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Spool {
  readonly file: FileHandle
  readonly folder: string
}

async function spoolOf(stdin: AsyncIterable<Uint8Array>): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'dsm-'))
  const file = await open(join(folder, 'stdin'), 'wx+')
  for await (const chunk of stdin) await file.writeFile(chunk)
  // Windows keeps the name of an open file; `close` removes it there.
  await rm(folder, { recursive: true, force: true }).catch(() => {})
  return { file, folder }
}

/** Text or bytes that are already in memory, under a file name that tells their format. */
export function memorySource(name: string, content: string | Uint8Array): DataSource {
  const all = Buffer.from(content as string)
  return {
    name,
    async *bytes(start = 0, end = all.length) {
      for (let at = start; at < end; at += chunkSize) yield all.subarray(at, Math.min(end, at + chunkSize))
    },
    size: async () => all.length,
    async close() {},
  }
}
