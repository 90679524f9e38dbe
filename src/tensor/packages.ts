import { createRequire } from 'node:module'
import { join } from 'node:path'

/** require() from a place; null stands for this package. Bundlers leave what is loaded by it where it is. */
export function requireFrom(folder: string | null): NodeJS.Require {
  return createRequire(folder === null ? import.meta.url : join(folder, 'package.json'))
}
