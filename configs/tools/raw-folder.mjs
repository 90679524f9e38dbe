import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const beside = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/**
 * Folder that holds the raw files of a data set: the first argument of the script, else `../shared/data/<name>` beside
 * the clone. Ends the process with an explanation where a file is not there.
 */
export function rawFolder(name, files, origin, argument = process.argv[2]) {
  const folder = resolve(argument ?? join(beside, name))
  const absent = files.filter((file) => !existsSync(join(folder, file)))
  if (absent.length === 0) return folder
  console.error(
    [
      `The data set ${name} is not part of this package. ${origin}`,
      `Expected in ${folder}: ${absent.join(', ')}.`,
      `Give the folder: node ${relative(process.cwd(), process.argv[1])} FOLDER`,
    ].join('\n'),
  )
  process.exit(2)
}

/** True where this module was started by hand rather than imported. */
export function isMain(url) {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url)
}

/** `prepared/<file>` beside the script at `url`. */
export function prepared(url, file) {
  return fileURLToPath(new URL(`prepared/${file}`, url))
}
