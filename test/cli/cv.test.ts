import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { folderOf, runDsm } from './run-dsm.js'

interface CvJson {
  readonly table: readonly { states: number; mean: number | null; folds: (number | null)[]; bic: number }[]
  readonly best: number
  readonly oneStandardError: number
  readonly chosen: number
  readonly rule: string
  readonly config: string
  readonly warnings: readonly { code: string; message: string }[]
}

/** Counts of a chain that stays in one of two states, rates 2 and 12. */
function counts(steps: number): string {
  const random = createRandom(5)
  let state = 0
  const rows = Array.from({ length: steps }, (_, t) => {
    if (random.uniform() < 0.1) state = 1 - state
    return `${t},${random.poisson(state === 0 ? 2 : 12)}`
  })
  return ['t,count', ...rows, ''].join('\n')
}

const config = `# yaml-language-server: $schema=./schema.json
data: { path: counts.csv, order: t, x: [count] }
model:
  gate: markov # a chain of regimes
  experts: [{ family: poisson, columns: [count] }]
training: { restarts: 3, tolerance: 1.0e-6 }
`
const folder = (more: Readonly<Record<string, string>> = {}) =>
  folderOf({
    'data/counts.csv': counts(150),
    'configs/c.yaml': config.replace('counts.csv', '../data/counts.csv'),
    ...more,
  })

const parse = (stdout: string) => JSON.parse(stdout) as CvJson

describe('dsm cv', () => {
  it('prints table, curve, reason and the next command, and that command trains', async () => {
    const cwd = folder()
    const { code, stdout, stderr, files, read } = await runDsm(
      ['cv', 'configs/c.yaml', '--k-range', '1:3', '--output', 'runs/c'],
      { cwd },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('5-fold cross-validation by block (20 blocks, 150 observed steps)')
    expect(stdout).toMatch(
      /^K +held-out +± SE +Δ to best +± SE +AIC +BIC +ICL +parameters +optimum +agreement$/m,
    )
    expect(stdout).toMatch(/^2 +-\d+\.\d{4} .* 5 +3 of 3 +0\.\d\d +best, chosen$/m)
    expect(stdout).toMatch(/^K=2 .*█ +best, chosen$/m)
    expect(stdout).toMatch(/Chosen: K=2\. It predicts held-out data best/)
    expect(stdout).toContain('Next, with K=2:\n  dsm train runs/c/config.yaml\n')
    expect(files).toEqual(expect.arrayContaining(['runs/c/config.yaml', 'runs/c/cv.json', 'runs/c/cv.jsonl']))

    const chosen = read('runs/c/config.yaml')
    expect(chosen).toContain('$schema=../../configs/schema.json')
    expect(chosen).toContain('# a chain of regimes')
    const trained = await runDsm(['train', 'runs/c/config.yaml', '--json'], { cwd })
    expect(trained.code).toBe(0)
    const { states, bic } = JSON.parse(trained.stdout) as { states: number; bic: number }
    expect(states).toBe(2)
    expect(bic).toBe(parse(read('runs/c/cv.json')).table[1]!.bic)
  })

  it('prints with --json what it writes to cv.json, and warns of the end of the range with a command that widens it', async () => {
    const cwd = folder()
    const args = [
      'cv',
      'configs/c.yaml',
      '--output',
      'out',
      '--folds',
      '3',
      '--set',
      'training.initialisation=random',
    ]
    const { code, stdout, stderr, read } = await runDsm([...args, '--k-range', '1,2', '--json'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toBe(read('out/cv.json'))
    const result = parse(stdout)
    expect(result).toMatchObject({
      best: 2,
      oneStandardError: 2,
      chosen: 2,
      rule: 'one-standard-error',
      config: 'out/config.yaml',
    })
    expect(result.table.map(({ states, folds }) => [states, folds.length])).toEqual([
      [1, 3],
      [2, 3],
    ])
    expect(result.warnings.map(({ code }) => code)).toEqual(['largest-k'])
    expect(stderr).toMatch(/^warning: the best and the chosen K \(2\) is the largest searched/)
    expect(read('out/config.yaml')).toMatch(/initialisation: random/)

    const command = /reused\): dsm (.*)$/m.exec(result.warnings[0]!.message)![1]!
    expect(command).toBe(
      'cv configs/c.yaml --k-range 1:4 --folds 3 --output out --set training.initialisation=random --resume',
    )
    const wider = await runDsm(command.split(' '), { cwd })
    const fresh = await runDsm([...args, '--k-range', '1:4', '--output', 'fresh', '--json'], { cwd })
    expect(wider.stderr).toContain('16 of 40 fits were finished earlier')
    expect(parse(wider.read('out/cv.json')).table).toEqual(parse(fresh.stdout).table)
  })

  it('keeps the config that it was given, also in its own run folder', async () => {
    const cwd = folderOf({ 'counts.csv': counts(60), 'config.yaml': `${config}output: .\n` })
    const { code, stdout, read } = await runDsm(['cv', 'config.yaml', '--k-range', '1:2', '--folds', '2'], {
      cwd,
    })
    expect(code).toBe(0)
    expect(read('config.yaml')).toBe(`${config}output: .\n`)
    expect(stdout).toContain('dsm train chosen.yaml')
  })

  it('refuses to resume a search with other folds', async () => {
    const cwd = folder()
    const args = ['cv', 'configs/c.yaml', '--k-range', '1', '--output', 'out']
    expect((await runDsm(args, { cwd })).code).toBe(0)
    const { code, stderr } = await runDsm([...args, '--folds', '4', '--resume'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('belongs to a search with another number of folds (5, now 4)')
  })

  it.each([
    [['--k-range', '5:2'], /the range 5:2 goes downwards; write 2:5/],
    [['--k-range', '0:2'], /K begins at 1/],
    [['--folds', '1'], /Expected a whole number of at least 2/],
    [['--rule', 'guess'], /Allowed choices are one-standard-error, maximum, aic, bic, icl/],
    [['--by', 'block', '--folds', '12'], /expected at least 24/],
    [['--by', 'sequence'], /5 folds by sequence need at least 5 sequences; the data hold 1/],
    [
      [
        '--set',
        'data.z=count',
        '--set',
        'model.experts[0].columns=[t]',
        '--set',
        'data.x=[t]',
        '--set',
        'data.order=',
      ],
      /but data\.z names \d+ states/,
    ],
  ])('%j is wrong use, said in words', async (args, message) => {
    const { code, stderr, files } = await runDsm(['cv', 'configs/c.yaml', ...args], { cwd: folder() })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(files).toEqual(['configs/c.yaml', 'data/counts.csv'])
  })

  it('shows a K that rules a held-out sequence out as -inf, null in JSON, with place and cure', async () => {
    const row = (id: number, word: string) => `${id},${word}\n`
    const words = Array.from(
      { length: 12 },
      (_, id) => row(id, 'a') + row(id, id === 7 ? 'rare' : 'b') + row(id, 'a'),
    )
    const cwd = folderOf({
      'w.csv': `id,word\n${words.join('')}`,
      'w.yaml':
        'data: { path: w.csv, sequence: id, x: [word] }\nmodel: { gate: markov, experts: [{ family: categorical }] }\n',
    })
    const bad = await runDsm(['cv', 'w.yaml', '--k-range', '1:2', '--restarts', '1', '--json'], { cwd })
    expect(bad.code).toBe(1)
    expect(bad.stderr).toMatch(
      /K=1 cannot be chosen: one held-out unit scores -inf; in K=1 fold \d, sequence "7".*w\.csv:24/,
    )
    expect(bad.stderr).toContain('--set model.experts.0.unknown=hapax')
    const cured = await runDsm(
      ['cv', 'w.yaml', '--k-range', '1', '--set', 'model.experts[0].unknown=missing', '--json'],
      { cwd },
    )
    expect(cured.code).toBe(0)
    expect(parse(cured.stdout).table[0]!.mean).toBeLessThan(0)
  })

  it('Ctrl-C ends with 130 and says how to resume; the resumed table is that of an uninterrupted run', async () => {
    const cwd = folder()
    const args = ['cv', 'configs/c.yaml', '--k-range', '1:3', '--restarts', '8']
    const { code, stderr } = await interrupted([...args, '--output', 'out'], cwd, join(cwd, 'out/cv.jsonl'))
    expect(code).toBe(130)
    expect(stderr).toMatch(
      /interrupted; \d+ finished fits are kept; go on with: dsm cv configs\/c\.yaml --k-range 1:3 .* --resume/,
    )
    const jobs = readFileSync(join(cwd, 'out/cv.jsonl'), 'utf8').trim().split('\n').length - 1
    expect(jobs).toBeLessThan(102)
    const resumed = await runDsm([...args, '--output', 'out', '--resume'], { cwd })
    const whole = await runDsm([...args, '--output', 'whole', '--json'], { cwd })
    expect(resumed.stderr).toContain(`${jobs} of 102 fits were finished earlier`)
    expect(parse(resumed.read('out/cv.json')).table).toEqual(parse(whole.stdout).table)
  })
})

/** Runs dsm and presses Ctrl-C as soon as some fits are in the log. */
async function interrupted(args: readonly string[], cwd: string, log: string) {
  const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))
  const child = spawn(process.execPath, [bin, ...args], { cwd })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const timer = setInterval(() => {
    if (existsSync(log) && readFileSync(log, 'utf8').split('\n').length > 3) {
      clearInterval(timer)
      child.kill('SIGINT')
    }
  }, 5)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(timer)
  return { code, stderr }
}
