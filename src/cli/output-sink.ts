import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Sink } from '../data/index.js'
import { UsageError } from '../errors.js'
import type { CommandIo } from './io.js'

/**
 * Calls `write` with a sink for `--out FILE`, or for standard output where it is left out. A file appears whole under
 * its name when all is written, or not at all.
 */
export async function withOutput(
  io: CommandIo,
  out: string | undefined,
  write: (sink: Sink) => Promise<void>,
): Promise<void> {
  if (out === undefined) return write({ write: (text) => io.context.stdout(text) })
  const path = resolve(io.context.cwd, out)
  const temporary = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true })
  const file = await open(temporary, 'w').catch((cause: Error) => {
    throw new UsageError('out', `${out} cannot be written: ${cause.message}`, { where: out, cause })
  })
  try {
    try {
      await write({ write: async (text) => file.appendFile(text) })
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Results on stdout and a JSON record on stdout do not go together. Throws UsageError. */
export function refuseJsonWithoutOut(io: CommandIo, out: string | undefined): void {
  if (io.json && out === undefined) {
    throw new UsageError('json-needs-out', '--json prints a summary, so the rows have to go to a file', {
      hint: 'add --out FILE',
    })
  }
}
