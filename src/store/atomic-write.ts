import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

let written = 0

/** Writes a whole file or nothing: to a temporary name in the same folder, fsync, rename. */
export function writeAtomically(path: string, text: string | Uint8Array): Promise<void> {
  return writePartsAtomically(path, (append) => append(text))
}

/** The same for a file that is made in parts. */
export async function writePartsAtomically(
  path: string,
  write: (append: (part: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.${++written}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      await write((part) => file.appendFile(part))
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
