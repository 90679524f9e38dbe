import { describe, expect, it } from 'vitest'
import { folderOf, runDsm } from './run-dsm.js'

const head = 'data: { path: a.csv }\nmodel:\n  gate: markov\n  states: 2\n  experts:\n'
const gaussian = `${head}    - { family: gaussian, columns: [v] }\n`

/** `count` rows made by a function of their number. */
function rows(header: string, count: number, row: (i: number) => string): string {
  return `${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`
}

const wave = (i: number) => (Math.sin(i * 1.7) * 3).toFixed(4)

async function check(config: string, data: string, ...args: string[]) {
  const cwd = folderOf({ 'c.yaml': config, 'a.csv': data })
  return runDsm(['check', 'c.yaml', ...args], { cwd })
}

async function codes(config: string, data: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await check(config, data, '--json', ...args)
  return (JSON.parse(stdout) as { warnings: { code: string }[] }).warnings.map(({ code }) => code)
}

describe('dsm check', () => {
  it('describes sequences, columns and parameters', async () => {
    const config = `data: { path: a.csv, sequence: id, order: t, where: { keep: y } }
model:
  gate: markov
  states: 2
  experts:
    - { family: gaussian, columns: [v] }
    - { family: categorical, columns: [c] }
`
    const data = rows(
      'id,t,v,c,keep,rest',
      61,
      (i) => `${i % 3},${i},${i % 10 === 0 ? '' : wave(i)},${'aab'[i % 3]},${i === 60 ? 'n' : 'y'},${i}`,
    )
    const { stdout, stderr, code } = await check(config, data)
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain(
      'sequences  3 by "id"\nsteps      60 (20 each)\norder      "t"\nleft out   1 row by data.where\nnot used   rest\n',
    )
    expect(stdout).toMatch(/^v +gaussian +6 \(10\.0 %\) +\d+ {2}-\d.* mean .* sd /m)
    expect(stdout).toMatch(/^c +categorical +0 +2 {2}a 67 %, b 33 %$/m)
    // Initial 1, transition 2, two means and two variances, two shares of a.
    expect(stdout).toContain(
      'gate markov; 60 observed steps, 114 observed cells\n           2 states: 9 free parameters (12.7 cells for each)',
    )
  })

  it('gives all of it as JSON', async () => {
    const { stdout } = await check(gaussian, rows('v', 50, wave), '--json')
    const report = JSON.parse(stdout) as Record<string, unknown>
    expect(report).toMatchObject({
      config: 'c.yaml',
      data: 'a.csv',
      sequences: 1,
      steps: 50,
      lengths: { minimum: 50, median: 50, maximum: 50 },
      rowsLeftOut: 0,
      observedSteps: 50,
      observedCells: 50,
      parameters: [{ states: 2, free: 7 }],
      warnings: [],
    })
    expect(report.columns).toMatchObject([
      { name: 'v', role: 'x', family: 'gaussian', missing: 0, constant: false },
    ])
  })

  it('counts the parameters of every K of the range where the config has no states', async () => {
    const open = gaussian.replace('  states: 2\n', '')
    const { stdout, code } = await check(open, rows('v', 60, wave), '--set', 'selection.kRange=1:3')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /1 state: 2 free parameters.*\n +2 states: 7 free parameters.*\n +3 states: 14 free parameters/,
    )
  })

  it('replaces the data, the rows and the seed from the command line', async () => {
    const cwd = folderOf({
      'c.yaml': gaussian,
      'b.csv': rows('v,part', 40, (i) => `${wave(i)},${'xyz'[i % 3]}`),
    })
    const { stdout } = await runDsm(
      ['check', 'c.yaml', '--data', 'b.csv', '--where', 'part=x,y', '--seed', '3', '--json'],
      { cwd },
    )
    expect(JSON.parse(stdout)).toMatchObject({ data: 'b.csv', steps: 27, rowsLeftOut: 13 })
  })

  it.each<[string, string, string, string]>([
    ['constant-column', 'a constant column', gaussian, rows('v', 30, () => '7')],
    [
      'empty-column',
      'an empty column',
      `${gaussian}    - { family: poisson, columns: [w] }\n`,
      rows('v,w', 30, (i) => `${wave(i)},`),
    ],
    [
      'mostly-missing',
      'a column that is mostly missing',
      `${gaussian}    - { family: poisson, columns: [w] }\n`,
      rows('v,w', 60, (i) => `${wave(i)},${i % 3 === 0 ? i % 7 : ''}`),
    ],
    [
      'few-values',
      'a number column with few whole values under gaussian',
      gaussian,
      rows('v', 60, (i) => String(1 + (i % 3))),
    ],
    [
      'few-values',
      'a number column with few whole values under student-t',
      gaussian.replace('family: gaussian', 'family: student-t'),
      rows('v', 60, (i) => String(1 + (i % 3))),
    ],
    [
      'far-out',
      'values that lie far out under gaussian',
      gaussian,
      rows('v', 120, (i) => (i === 57 ? '250' : wave(i))),
    ],
    [
      'collinear',
      'two columns that say the same under student-t',
      `${head}    - { family: student-t, columns: [v, w] }\n`,
      rows('v,w', 60, (i) => `${wave(i)},${2 * Number(wave(i)) + 1}`),
    ],
    [
      'missing-code',
      'a code for missing that is taken for a number',
      gaussian,
      rows('v', 60, (i) => (i % 10 === 0 ? '-999' : wave(i))),
    ],
    [
      'id-modelled',
      'an identifier that is modelled',
      `${head}    - { family: categorical, columns: [name] }\n`,
      rows('name', 60, (i) => `n${i}`),
    ],
    [
      'collinear',
      'two columns that say the same',
      `${head}    - { family: gaussian, columns: [v, w] }\n`,
      rows('v,w', 60, (i) => `${wave(i)},${2 * Number(wave(i)) + 1}`),
    ],
    [
      'many-states',
      'more states than the data can carry',
      gaussian.replace('states: 2', 'states: 9'),
      rows('v', 60, wave),
    ],
    [
      'many-parameters',
      'more parameters than the data can carry',
      gaussian.replace('states: 2', 'states: 4'),
      rows('v', 60, wave),
    ],
    [
      'order-gaps',
      'gaps in the order',
      gaussian.replace('a.csv', 'a.csv, order: t'),
      rows('t,v', 60, (i) => `${i < 30 ? i : i + 5},${wave(i)}`),
    ],
    ['repeated-rows', 'rows that are there twice', gaussian, rows('v', 60, (i) => wave(Math.floor(i / 2)))],
    [
      'length-one',
      'a sequence column that is unique for each row',
      gaussian.replace('a.csv', 'a.csv, sequence: id'),
      rows('id,v', 60, (i) => `${i},${wave(i)}`),
    ],
    [
      'one-sequence',
      'a sequence column that is constant',
      gaussian.replace('a.csv', 'a.csv, sequence: id'),
      rows('id,v', 60, (i) => `1,${wave(i)}`),
    ],
    [
      'no-sequence',
      'a sequence column that is not used',
      gaussian,
      rows('id,v', 60, (i) => `${Math.floor(i / 20)},${wave(i)}`),
    ],
    ['no-order', 'an order column that is not used', gaussian, rows('time,v', 60, (i) => `${i},${wave(i)}`)],
    [
      'unused-y',
      'a covariate that nothing depends on',
      gaussian.replace('a.csv', 'a.csv, y: [u]'),
      rows('u,v', 60, (i) => `${i},${wave(i)}`),
    ],
  ])('warns with %s of %s', async (code, _, config, data) => {
    expect(await codes(config, data)).toContain(code)
  })

  it('has nothing to say of good data', async () => {
    const config = gaussian.replace('a.csv', 'a.csv, sequence: id, order: t')
    expect(
      await codes(
        config,
        rows('id,t,v', 120, (i) => `${Math.floor(i / 40)},${i % 40},${wave(i)}`),
      ),
    ).toEqual([])
  })
})
