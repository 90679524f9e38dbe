import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../shared/', import.meta.url))

/** Path inside the folder of reference results and data sets that lies beside the clone; null where it is absent. */
export function sharedPath(...parts: string[]): string | null {
  const path = root + parts.join('/')
  return existsSync(path) ? path : null
}

/** Title of a test, saying why it is skipped where the references are absent. */
export function sharedTitle(title: string, path: string | null): string {
  return path === null ? `${title} (SKIPPED: the folder ../shared is not beside the clone)` : title
}
