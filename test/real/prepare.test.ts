import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sharedPath, sharedTitle } from '../shared.js'

const folder = mkdtempSync(join(tmpdir(), 'dsm-prepare-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a preparation script as a person would, into a folder of its own. */
function prepare(name: string, raw: string, file: string) {
  const to = join(folder, file)
  const script = `configs/${name}/prepare.mjs`
  const { status, stderr } = spawnSync(process.execPath, [script, raw, to], { encoding: 'utf8' })
  return { status, stderr, lines: () => readFileSync(to, 'utf8').trimEnd().split('\n') }
}

const hapt = sharedPath('data/hapt')
const msnbc = sharedPath('data/msnbc323')
const chorales = sharedPath('data/jsb-chorales')

describe('scripts that prepare real data', () => {
  it('say what they need, where they looked and how to give it when the raw data are absent', () => {
    for (const name of ['hapt', 'msnbc323', 'jsb-chorales']) {
      const { status, stderr } = prepare(name, join(folder, 'nowhere'), 'none')
      expect(status).toBe(2)
      expect(stderr).toContain(`The data set ${name} is not part of this package`)
      expect(stderr).toContain(join(folder, 'nowhere'))
      expect(stderr).toContain(`node configs/${name}/prepare.mjs FOLDER`)
    }
  })

  it.skipIf(hapt === null)(sharedTitle('hapt: 22,425 windows, logged sds, activities by name', hapt), () => {
    const [head, ...rows] = prepare('hapt', hapt!, 'hapt.csv').lines()
    const columns = head!.split(',')
    const column = (name: string) => rows.map((row) => row.split(',')[columns.indexOf(name)]!)
    expect(rows).toHaveLength(22_425)
    expect(new Set(column('exp')).size).toBe(61)
    const split = column('split')
    expect(split.filter((value) => value === 'test')).toHaveLength(6_496)
    // The first window has sd 0.0234 in ax: log(0.0234 + 0.001) = -3.713172.
    expect(Number(column('log_sd_ax')[0])).toBeCloseTo(Math.log(0.0244), 6)
    expect(new Set(column('activity')).size).toBe(13)
    const kind = column('kind')
    expect(column('activity').every((activity, i) => (activity === '') === (kind[i] === 'none'))).toBe(true)
  })

  it.skipIf(msnbc === null)(sharedTitle('msnbc323: 323 sessions, 27,380 clicks, 17 pages', msnbc), () => {
    const sessions = prepare('msnbc323', msnbc!, 'msnbc323.jsonl')
      .lines()
      .map((line) => JSON.parse(line) as { fold: number; page: string[] })
    expect(sessions).toHaveLength(323)
    const clicks = sessions.flatMap(({ page }) => page)
    expect(clicks).toHaveLength(27_380)
    expect(new Set(clicks).size).toBe(17)
    expect(sessions.map(({ fold }) => fold).slice(0, 6)).toEqual([0, 1, 2, 3, 4, 0])
  })

  it.skipIf(chorales === null)(
    sharedTitle(
      'jsb-chorales: 229, 76 and 77 pieces of 13,807, 4,602 and 4,725 steps over 88 keys',
      chorales,
    ),
    () => {
      const pieces = prepare('jsb-chorales', chorales!, 'jsb-chorales.jsonl')
        .lines()
        .map((line) => JSON.parse(line) as { split: string; note: number[][] })
      const sizes = ['train', 'valid', 'test'].map((split) => {
        const own = pieces.filter((piece) => piece.split === split)
        return [own.length, own.reduce((sum, { note }) => sum + note.length, 0)]
      })
      expect(sizes).toEqual([
        [229, 13_807],
        [76, 4_602],
        [77, 4_725],
      ])
      expect(pieces.every(({ note }) => note.every((keys) => keys.length === 88))).toBe(true)
      // The raw file's first test chord is MIDI 72, 76, 79, 84.
      const chord = pieces.find(({ split }) => split === 'test')!.note[0]!
      expect(chord.flatMap((on, key) => (on === 1 ? [key + 21] : []))).toEqual([72, 76, 79, 84])
    },
  )
})
