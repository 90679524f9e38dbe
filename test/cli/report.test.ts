import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { folderOf, runDsm } from './run-dsm.js'

const config = `
data: { path: d.csv, sequence: id, x: [count, level, word], z: label }
model:
  gate: markov
  experts:
    - { family: poisson, columns: [count] }
    - { family: gaussian, columns: [level] }
    - { family: categorical, columns: [word], prior: { concentration: 1.1 } }
training: { restarts: 3, seed: 2 }
selection: { kRange: "2:3", folds: 3 }
output: run
`

function rows(): string {
  const random = createRandom(4)
  const lines = ['id,count,level,word,label']
  for (let s = 0; s < 12; s++) {
    let state = random.integer(2)
    for (let t = 0; t < 25; t++) {
      if (random.uniform() < 0.1) state = 1 - state
      const level = t === 3 ? '' : (4 * state + random.normal()).toFixed(3)
      const word = random.uniform() < 0.8 ? 'ab'[state] : '<&">'
      lines.push(
        `s${s},${random.poisson(state === 0 ? 2 : 9)},${level},"${word!.replace('"', '""')}",${t % 4 === 0 ? ['low', 'high'][state] : ''}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}

let cwd: string
beforeAll(async () => {
  cwd = folderOf({ 'd.csv': rows(), 'c.yaml': config })
  expect((await runDsm(['cv', 'c.yaml'], { cwd })).code).toBe(0)
  expect((await runDsm(['train', 'run/config.yaml'], { cwd })).code).toBe(0)
}, 60_000)

const page = () => readFileSync(join(cwd, 'run/report.html'), 'utf8')

describe('dsm report', () => {
  it('writes one page with every section, an alternative text on every picture, and nothing from the network', async () => {
    const { code, stdout, stderr } = await runDsm(['report', 'run'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^run\/report\.html: 7 sections, \d+ pictures\n$/)
    const html = page()
    const ids = [...html.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id)
    expect(ids).toEqual(['choice', 'states', 'experts', 'timeline', 'panel', 'labels', 'residuals'])
    const pictures = html.match(/<svg /g)!.length
    expect(html.match(/<svg role="img" aria-labelledby="[\w-]+"/g)!.length).toBe(pictures)
    expect(html.match(/<svg [^>]*><title id="[\w-]+-alt">[^<]{20,}<\/title>/g)!.length).toBe(pictures)
    expect(html.match(/<script/g)).toBeNull()
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '').match(/https?:\/\//g)).toBeNull()
    // Names from the data are text, never markup.
    expect(html.includes('<&">')).toBe(false)
    expect(html.match(/>&lt;&amp;("|&quot;)&gt;</g)).not.toBeNull()
  })

  it('shows what the run chose, in words and with its figures', async () => {
    await runDsm(['report', 'run'], { cwd })
    const { table, chosenRow } = JSON.parse(readFileSync(join(cwd, 'run/cv.json'), 'utf8'))
    expect(page().includes(`Chosen: ${table[chosenRow].label}.`)).toBe(true)
    for (const row of table) expect(page().includes(row.mean.toFixed(4))).toBe(true)
  })

  it('gives the figures as JSON, and the pictures as files', async () => {
    const json = await runDsm(['report', 'run', '--format', 'json', '--out', 'r.json', '--json'], { cwd })
    expect(JSON.parse(json.stdout)).toMatchObject({ report: 'r.json', format: 'json', warnings: [] })
    const figures = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
    const evaluated = JSON.parse((await runDsm(['eval', 'run', '--residuals', '--json'], { cwd })).stdout)
    expect(figures.labels.accuracy).toBe(evaluated.labels.accuracy)
    expect(figures.timeline.meanEffectiveStates).toBeCloseTo(evaluated.effectiveStates, 10)
    const forecast = figures.residuals.find(
      (row: { column: string; kind: string }) => row.column === 'level' && row.kind === 'forecast',
    )
    const same = evaluated.residuals.find((row: { column: string }) => row.column === 'level').forecast
    expect(forecast.n).toBe(12 * 24)
    expect(forecast.mean).toBeCloseTo(same.mean, 12)

    await runDsm(['report', 'run', '--format', 'svg', '--out', 'pictures'], { cwd })
    const names = readdirSync(join(cwd, 'pictures'))
    expect(names).toEqual(
      expect.arrayContaining(['cv-curve.svg', 'transition-graph.svg', 'qq-1.svg', 'confusion.svg']),
    )
    for (const name of names)
      expect(readFileSync(join(cwd, 'pictures', name), 'utf8')).not.toContain('var(--')

    await runDsm(['report', 'run', '--format', 'md', '--out', 'md'], { cwd })
    const markdown = readFileSync(join(cwd, 'md/report.md'), 'utf8')
    for (const [, file] of markdown.matchAll(/\]\(([\w-]+\.svg)\)/g))
      expect(existsSync(join(cwd, 'md', file!))).toBe(true)
    expect(markdown).toContain('## The choice of K')
  })

  it('leaves out what needs data that are gone, and says so; refuses a folder that holds no run', async () => {
    const { code, stdout, stderr } = await runDsm(
      ['report', 'run/model.json', '--out', 'm.html', '--data', 'd.csv'],
      { cwd },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/6 sections/)
    rmSync(join(cwd, 'd.csv'))
    const gone = await runDsm(['report', 'run', '--out', 'gone.html'], { cwd })
    expect(gone.code).toBe(0)
    expect(gone.stderr).toMatch(
      /are not there any more: the report leaves out what needs them \(give --data FILE\)/,
    )
    expect(gone.stdout).toMatch(/2 sections/)
    const none = await runDsm(['report', '.'], { cwd })
    expect(none.code).toBe(1)
    expect(none.stderr).toContain('there is neither a search (cv.json) nor a model (model.json)')
  })
})
