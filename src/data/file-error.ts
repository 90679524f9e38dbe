import { DataError, DsmError } from '../errors.js'

const known: Record<string, readonly [code: string, message: string, hint: string]> = {
  ENOENT: [
    'file-missing',
    'there is no such file',
    'Check data.path (it is relative to the config file) or --data.',
  ],
  EISDIR: ['file-is-folder', 'this is a folder, not a file', 'Name one data file inside it.'],
  EACCES: [
    'file-permission',
    'no permission to read this file',
    'Change its permissions or copy it to where you may read it.',
  ],
  EPERM: [
    'file-permission',
    'no permission to read this file',
    'Change its permissions or copy it to where you may read it.',
  ],
}

/** What the operating system said about a file, as a DataError. Errors that already are ours pass unchanged. */
export function fileError(path: string, error: unknown): unknown {
  if (error instanceof DsmError || !(error instanceof Error) || !('code' in error)) return error
  const entry = known[String(error.code)]
  if (entry === undefined) {
    return new DataError('file-unreadable', `the file could not be read (${error.message})`, {
      where: path,
      cause: error,
    })
  }
  const [code, message, hint] = entry
  return new DataError(code, message, { where: path, hint, cause: error })
}
