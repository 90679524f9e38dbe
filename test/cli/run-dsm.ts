import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))

export interface RunOptions {
  readonly cwd?: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Run {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** Files of the working folder after the run, relative and sorted; their text in `read`. */
  readonly files: readonly string[]
  read(file: string): string
}

/** Runs the real binary, without colours and without a terminal. Needs dist/ (test/build.ts makes it). */
export async function runDsm(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const cwd = options.cwd ?? folderOf({})
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stderr += chunk
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { ...texts, code, files: filesIn(cwd), read: (file) => readFileSync(join(cwd, file), 'utf8') }
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A fresh temporary folder that holds these files; taken away after the tests of the file. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dsm-test-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function filesIn(folder: string, root = folder): string[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? filesIn(path, root) : [relative(root, path)]
    })
    .sort()
}
