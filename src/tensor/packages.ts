import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** require() from a place; null stands for this package. Bundlers leave what is loaded by it where it is. */
export function requireFrom(folder: string | null): NodeJS.Require {
  return createRequire(folder === null ? import.meta.url : join(folder, 'package.json'))
}

/**
 * Folder for packages that are too large for everybody: `DSM_TFJS` of the environment, else `dsm/tfjs` among the person's caches.
 * Nothing else is loaded from outside the installation.
 */
export function extrasFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.DSM_TFJS) return environment.DSM_TFJS
  const caches =
    environment.XDG_CACHE_HOME ||
    (process.platform === 'win32' ? environment.LOCALAPPDATA : undefined) ||
    join(homedir(), '.cache')
  return join(caches, 'dsm', 'tfjs')
}

/** Folders of a package, best first: beside dsm as npm installs it, then in the folder of extras. */
export function packageFolders(name: string): readonly string[] {
  const roots = [null, extrasFolder()]
  return [...new Set(roots.flatMap((root) => folderOf(name, root)))]
}

/** By paths rather than by resolving: some packages do not let their package.json be resolved. */
function folderOf(name: string, root: string | null): string[] {
  const searched = requireFrom(root).resolve.paths(name) ?? []
  const own = root === null ? searched : searched.slice(0, 1)
  const found = own.map((folder) => join(folder, name)).find((path) => existsSync(join(path, 'package.json')))
  return found === undefined ? [] : [found]
}
