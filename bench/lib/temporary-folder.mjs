import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is there while `work` runs. */
export async function inTemporaryFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'dsm-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
