import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderOf, runDsm } from './run-dsm.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const config =
  'data: { path: a.csv }\nmodel: { gate: markov, states: 2, experts: [{ family: poisson, columns: a }] }\n'

describe('dsm', () => {
  it.each([[[]], [['--help']], [['help']]])('%j prints the commands on stdout', async (args) => {
    const { stdout, stderr, code } = await runDsm(args)
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const command of ['init', 'check', 'schema'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  })

  it('--version prints that of the package', async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
    expect((await runDsm(['--version'])).stdout).toBe(`${version}\n`)
  })

  it.each([
    [['chekc', 'a'], "error: unknown command 'chekc'\n  hint: Did you mean check?\n"],
    [['check', 'a', '--jsn'], "error: unknown option '--jsn'\n  hint: Did you mean --json?\n"],
    [
      ['check'],
      "error: missing required argument 'config'\n  hint: See `dsm --help`, or --help after a command.\n",
    ],
    [
      ['schema', '--seed', '1.5'],
      "error: option '--seed <number>' argument '1.5' is invalid. Expected a whole number.\n  hint: See `dsm --help`, or --help after a command.\n",
    ],
    [
      ['check', 'none.yaml'],
      'error: there is no config file none.yaml\n  hint: Check the name, or let `dsm init DATA` write one.\n',
    ],
    [['check', '.'], 'error: . is a folder, not a config file\n  hint: Name the file itself.\n'],
  ])('%j is wrong use: exit code 2 and nothing on stdout', async (args, message) => {
    const { stdout, stderr, code } = await runDsm(args)
    expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: message, code: 2 })
  })

  it('under --json prints an error as a record on stdout, and for people on stderr', async () => {
    const cwd = folderOf({ 'c.yaml': config.replace('markov', 'markow') })
    const { stdout, stderr, code } = await runDsm(['check', 'c.yaml', '--json'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: c\.yaml:2:16 model\.gate: /)
    const { error } = JSON.parse(stdout) as {
      error: { code: string; where: string; problems: { path: string; line: number }[] }
    }
    expect(error).toMatchObject({
      code: 'config',
      where: 'c.yaml',
      problems: [{ path: 'model.gate', line: 2 }],
    })
  })

  it('with a data error exits with 1', async () => {
    const cwd = folderOf({ 'c.yaml': config, 'a.csv': 'a\n1\nx\n' })
    const { stderr, code } = await runDsm(['check', 'c.yaml'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain('a.csv: line 3, column "a": expected a number, found "x"')
  })

  it('ends without an error when the reader of its output goes away', async () => {
    const child = spawn(
      '/bin/sh',
      ['-c', `"${process.execPath}" bin/dsm.js schema | head -n 1; echo end >&2`],
      { cwd: root },
    )
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
    })
    await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toBe('end\n')
  })

  it('draws no progress and uses no colour where there is no terminal', async () => {
    const cwd = folderOf({ 'c.yaml': config, 'a.csv': 'a\n1\n2\n3\n' })
    const { stdout, stderr } = await runDsm(['check', 'c.yaml', '--set', 'model.states=1'], { cwd })
    expect(stdout + stderr).not.toContain('\u001b')
  })
})

describe('dsm schema', () => {
  it('prints JSON Schema that knows every key of a config', async () => {
    const { stdout, code } = await runDsm(['schema'])
    expect(code).toBe(0)
    const schema = JSON.parse(stdout) as {
      $schema: string
      properties: Record<string, unknown>
      additionalProperties: boolean
    }
    expect(schema.$schema).toMatch(/json-schema\.org/)
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['data', 'model', 'training', 'selection', 'output']),
    )
    expect(schema.additionalProperties).toBe(false)
  })
})
