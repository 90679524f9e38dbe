import { resolve } from 'node:path'
import type { Sink } from '../data/index.js'
import { UsageError } from '../errors.js'
import { writePartsAtomically } from '../store/atomic-write.js'
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
  const packed = /\.(gz|zst|parquet)$/i.exec(out)
  if (packed !== null) {
    throw new UsageError('out', `${out}: results are written as plain text, not as ${packed[0]}`, {
      where: out,
      hint: `name the file ${out.slice(0, -packed[0].length)}${packed[1] === 'parquet' ? '.csv' : ''}`,
    })
  }
  try {
    await writePartsAtomically(resolve(io.context.cwd, out), (append) => write({ write: append }))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause
    throw new UsageError('out', `${out} cannot be written: ${(cause as Error).message}`, {
      where: out,
      cause,
    })
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
