import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const usage = new URL('usage.mjs', import.meta.url).href

/**
 * Runs `dsm <args>` in the root of the clone, prints the command as a person would type it, its output, and what it cost.
 * `json` runs it with --json and returns what it said instead of printing it. A failure ends the script.
 */
export function dsm(args, { json = false } = {}) {
  if (!existsSync(join(root, 'dist/cli/main.js'))) {
    console.error('dsm is not built yet: npm ci builds it, npm run build does so again')
    process.exit(2)
  }
  console.log(`$ dsm ${args.map(quoted).join(' ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'dsm-'))
  const file = join(folder, 'usage.json')
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', usage, 'bin/dsm.js', ...args, ...(json ? ['--json'] : [])],
    {
      cwd: root,
      env: { ...process.env, DSM_USAGE: file },
      stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  )
  if (status !== 0) process.exit(status ?? 1)
  const { cpuSeconds, peakMegabytes } = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true })
  console.log(`# ${cpuSeconds.toFixed(1)} s of CPU, at most ${peakMegabytes.toFixed(0)} MB\n`)
  return json ? JSON.parse(stdout) : null
}

/** A line of the script itself among the output of the commands. */
export function say(text) {
  console.log(`# ${text}\n`)
}

function quoted(text) {
  return /[\s*[\]{}"'$&|;<>()]/.test(text) ? `'${text}'` : text
}
