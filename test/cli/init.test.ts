import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.js'
import { createRandom } from '../../src/random.js'
import { folderOf, runDsm } from './run-dsm.js'

type Row = Readonly<Record<string, string | number>>

function csv(rows: readonly Row[]): string {
  const quote = (cell: string | number) =>
    /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)
  return `${[Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))].map((row) => row.map(quote).join(',')).join('\n')}\n`
}

/** A panel with odd columns: 8 persons of 12 steps. */
function oddPanel(): string {
  const random = createRandom(7)
  return csv(
    Array.from({ length: 96 }, (_, i): Row => {
      const person = Math.floor(i / 12)
      return {
        'Person ID': 1000 + person,
        day: (i % 12) + 1,
        'speed, km/h': random.normal().toFixed(3),
        größe: random.uniform() < 0.1 ? 'NA' : (170 + 9 * random.normal()).toFixed(1),
        calls: random.poisson(12),
        awake: random.integer(2),
        note: `said ${i} things`,
        site: ['A', 'B', 'C'][random.integer(3)]!,
        country: ['AT', 'BE'][person % 2]!,
        blank: '',
        const: 7,
        weight: i % 9 === 0 ? '?' : (65 + random.normal()).toFixed(2),
        activity: ['walk', 'run'][random.integer(2)]!,
        row: i + 1,
        sparse: i % 5 === 0 ? (i / 7).toFixed(2) : '',
        choice: 1 + random.integer(4),
      }
    }),
  )
}

async function guess(name: string, text: string, ...args: string[]) {
  const cwd = folderOf({ [name]: text })
  const run = await runDsm(['init', name, '--out', 'config.yaml', ...args], { cwd })
  expect(run.stderr).toContain('dsm cv config.yaml')
  expect(run.code).toBe(0)
  const written = run.read('config.yaml')
  return { cwd, run, written, config: loadConfig(written, { file: 'config.yaml' }) }
}

describe('dsm init', () => {
  it('finds the roles and families of a panel with odd columns', async () => {
    const { config, written, cwd } = await guess('odd panel.csv', oddPanel())
    expect(config.data).toMatchObject({
      path: 'odd panel.csv',
      sequence: 'Person ID',
      order: 'day',
      missing: { weight: ['', 'NA', 'NaN', '?'] },
    })
    expect(config.model.experts.map(({ family, columns }) => [family, columns])).toEqual([
      ['gaussian', ['speed, km/h', 'größe', 'weight']],
      ['poisson', ['calls']],
      ['bernoulli', ['awake']],
      ['categorical', ['site', 'choice']],
    ])
    expect(written).toContain('# z: activity')
    for (const reason of [
      'note has another value in every row',
      'country does not change within a sequence',
      'blank is empty',
      'const is constant (7)',
      'row numbers the rows',
      'sparse is missing in 79 % of the rows',
    ]) {
      expect(written).toContain(reason)
    }
    expect((await runDsm(['check', 'config.yaml'], { cwd })).code).toBe(0)
  })

  it('begins with the line that editors look for, and writes the schema that it names', async () => {
    const { written, run } = await guess('a.csv', 'x\n1.5\n2.5\n0.5\n')
    expect(written.split('\n')[0]).toBe('# yaml-language-server: $schema=./dsm.schema.json')
    expect(run.files).toEqual(['a.csv', 'config.yaml', 'dsm.schema.json'])
    expect(JSON.parse(run.read('dsm.schema.json'))).toHaveProperty('properties.data')
  })

  it.each<[string, string, string, Partial<{ sequence: string; order: string; x: string[] }>]>([
    [
      'a file in time order by region',
      'p.csv',
      csv(
        [1, 2, 3, 4].flatMap((t) =>
          ['a', 'b', 'c'].map((region) => ({ region, year: 2000 + t, value: (t * 1.37) % 1 })),
        ),
      ),
      { sequence: 'region', order: 'year' },
    ],
    [
      'dates',
      'd.csv',
      csv(
        Array.from({ length: 20 }, (_, i) => ({
          date: `2026-01-${String(i + 1).padStart(2, '0')}`,
          v: (i * 0.37) % 1,
        })),
      ),
      { order: 'date', x: ['v'] },
    ],
    [
      'a session that a subject holds several of',
      's.csv',
      csv(
        [1, 2, 3, 4].flatMap((run) =>
          [0, 1, 2, 3].map((t) => ({ subject: Math.ceil(run / 2), exp: run, t, v: (run * t * 0.37) % 1 })),
        ),
      ),
      { sequence: 'exp', order: 't' },
    ],
    [
      'numbered columns',
      'n.csv',
      csv(
        Array.from({ length: 12 }, (_, i) =>
          Object.fromEntries([1, 2, 3, 4, 5].map((c) => [`note_${c}`, (i + c) % 2])),
        ),
      ),
      { x: ['note_1..note_5'] },
    ],
    ['semicolons', 'e.csv', 'kind;v\na;1.5\nb;2.25\na;0.5\nb;1.25\n', { x: ['kind', 'v'] }],
  ])('recognises %s', async (_, name, text, data) => {
    const { config, cwd } = await guess(name, text)
    expect(config.data).toMatchObject(data)
    expect((await runDsm(['check', 'config.yaml'], { cwd })).code).toBe(0)
  })

  it('writes unknown: hapax for text', async () => {
    const { config, cwd } = await guess('a.txt', 'the cat sat\non the mat\nthe dog sat\n')
    expect(config.model.experts).toMatchObject([
      { family: 'categorical', columns: ['token'], unknown: 'hapax' },
    ])
    expect((await runDsm(['check', 'config.yaml'], { cwd })).code).toBe(0)
  })

  it('models the vectors of JSONL and leaves out what names the sequences', async () => {
    const lines = ['a', 'b', 'c'].map((id, s) =>
      JSON.stringify({
        id,
        v: [1.5, s, 2],
        e: [
          [s, 2.5],
          [3, s],
          [5.5, 6],
        ],
      }),
    )
    const { config, cwd } = await guess('a.jsonl', `${lines.join('\n')}\n`)
    expect(config.data.x).toEqual(['v', 'e_1', 'e_2'])
    expect((await runDsm(['check', 'config.yaml'], { cwd })).code).toBe(0)
  })

  it('reads stdin when told the format, and then prints on stdout', async () => {
    const { stdout, code } = await runDsm(['init', '-', '--format', 'csv'], { stdin: 'x\n1.5\n2.5\n0.5\n' })
    expect(code).toBe(0)
    expect(loadConfig(stdout, { file: '-' }).data).toMatchObject({ path: '-', format: 'csv', x: ['x'] })
  })

  it('writes paths relative to the config', async () => {
    const cwd = folderOf({ 'data/a.csv': 'x\n1.5\n2.5\n0.5\n' })
    const run = await runDsm(['init', 'data/a.csv', '--out', 'configs/a.yaml'], { cwd })
    expect(loadConfig(run.read('configs/a.yaml'), { file: 'a.yaml' }).data.path).toBe('../data/a.csv')
    expect((await runDsm(['check', 'configs/a.yaml'], { cwd })).code).toBe(0)
  })

  it('does not overwrite a config without --force', async () => {
    const cwd = folderOf({ 'a.csv': 'x\n1.5\n2.5\n', 'c.yaml': 'mine\n' })
    const refused = await runDsm(['init', 'a.csv', '--out', 'c.yaml'], { cwd })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toBe(
      'error: c.yaml is there already\n  hint: Give --force to overwrite it, or another name.\n',
    )
    expect(refused.read('c.yaml')).toBe('mine\n')
    expect((await runDsm(['init', 'a.csv', '--out', 'c.yaml', '--force'], { cwd })).code).toBe(0)
  })

  it.each([
    ['none.csv', {}, 1, 'there is no such file'],
    ['a.xyz', { 'a.xyz': 'x\n' }, 1, 'the format cannot be told from the name'],
    ['a.csv', { 'a.csv': '' }, 1, 'the file is empty'],
    ['a.csv', { 'a.csv': 'x\n' }, 1, 'there are no rows'],
    ['a.csv', { 'a.csv': 'x\n3\n3\n' }, 1, 'no column of a.csv can be modelled: "x" is constant (3)'],
  ])('%s %j: exit code %i and a reason', async (name, files, code, reason) => {
    const run = await runDsm(['init', name], { cwd: folderOf(files) })
    expect(run.code).toBe(code)
    expect(run.stderr).toContain(reason)
    expect(run.stdout).toBe('')
  })
})
