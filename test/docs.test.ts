import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

/**
 * The examples in README and docs are run, in the order in which they stand, in a folder of their own for each page:
 * `yaml` blocks are written to config.yaml and checked with `dsm check`, `sh` blocks are run line by line,
 * `js` blocks are run as modules. A block tagged `text` is output or a fragment and is not run.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = `${root}runs/`
mkdirSync(scratch, { recursive: true })
const folder = mkdtempSync(`${scratch}docs-`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pages = [
  'README.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((page) => examplesOf(page).length > 0)

describe.each(pages)('the examples of %s run', (page) => {
  const home = `${folder}/${page.replaceAll('/', '-')}`
  mkdirSync(home, { recursive: true })
  for (const part of ['data', 'configs']) cpSync(`${root}${part}`, `${home}/${part}`, { recursive: true })
  const blocks = examplesOf(page)
  it(`${blocks.length} blocks`, { timeout: 240_000 }, () => {
    for (const [, language, text] of blocks) {
      if (language === 'yaml') {
        writeFileSync(`${home}/config.yaml`, text!)
        run(home, [`${root}bin/dsm.js`, 'check', 'config.yaml'], text!)
      } else if (language === 'js') {
        writeFileSync(`${home}/example.mjs`, text!)
        run(home, ['example.mjs'], text!)
      } else {
        for (const line of text!.split('\n').filter((l) => l.startsWith('dsm '))) {
          run(home, [`${root}bin/dsm.js`, ...words(line.slice(4))], line)
        }
      }
    }
  })
})

function examplesOf(page: string): RegExpExecArray[] {
  return [...readFileSync(root + page, 'utf8').matchAll(/^```(yaml|sh|js)\n([\s\S]*?)^```/gm)]
}

/** Splits a command line at spaces, quotes respected. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!)
}

function run(cwd: string, args: string[], example: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(status, `${example}\n${stdout}${stderr}`).toBe(0)
}
