import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderOf, runDsm } from '../cli/run-dsm.js'

const executable = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
if (executable === undefined)
  console.warn('SKIPPED: the report in a browser (no Chromium; install it or name it in CHROMIUM)')

const root = new URL('../../', import.meta.url).pathname
const config = `
data: { path: ${root}data/panel.csv, sequence: id, x: [speed, stops], z: activity }
model:
  gate: markov
  states: 4
  experts: [{ family: gaussian, columns: [speed] }, { family: poisson, columns: [stops] }]
training: { restarts: 3 }
selection: { kRange: "2:5", folds: 4 }
output: run
`

let browser: Browser
let url: string

describe.skipIf(executable === undefined)('the report in a browser', () => {
  beforeAll(async () => {
    const cwd = folderOf({ 'c.yaml': config })
    for (const args of [
      ['cv', 'c.yaml', '--grid', 'model.gate=markov,independent'],
      ['train', 'c.yaml'],
      ['report', 'run'],
    ]) {
      const { code, stderr } = await runDsm(args, { cwd })
      if (code !== 0) throw new Error(stderr)
    }
    url = `file://${join(cwd, 'run/report.html')}`
    browser = await chromium.launch({ executablePath: executable!, args: ['--no-sandbox'] })
  }, 120_000)
  afterAll(() => browser?.close())

  describe.each([
    ['a wide', 1280, 'light'],
    ['a narrow', 390, 'dark'],
  ] as const)('on %s screen', (_, width, colorScheme) => {
    it('shows every picture whole, with no text over another and no errors', {
      timeout: 60_000,
    }, async () => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
      })
      await page.goto(url)
      expect(complaints).toEqual([])
      await page.addScriptTag({ path: `${root}test/report/page-faults.js` })
      expect(await page.locator('figure svg').count()).toBeGreaterThanOrEqual(10)
      expect(await page.evaluate('faults()')).toEqual([])
      const [text, paper] = (await page.evaluate('inkAndPaper()')) as [string, string]
      expect(luminance(text) > luminance(paper)).toBe(colorScheme === 'dark')
      await page.close()
    })
  })
})

function luminance(rgb: string): number {
  return rgb
    .match(/\d+/g)!
    .slice(0, 3)
    .reduce((sum, value) => sum + Number(value), 0)
}
