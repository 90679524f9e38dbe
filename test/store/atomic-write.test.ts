import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAtomically } from '../../src/store/atomic-write.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsm-write-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a file is written whole or not at all', () => {
  it('makes the folders on the way, replaces what was there and leaves nothing else', async () => {
    const path = join(folder, 'a', 'b', 'model.json')
    await writeAtomically(path, 'first')
    await writeAtomically(path, 'second')
    expect(await readFile(path, 'utf8')).toBe('second')
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['model.json'])
  })

  it('where it fails the earlier file stays and no temporary file is left', async () => {
    const inside = join(folder, 'c')
    await mkdir(join(inside, 'model.json', 'in the way'), { recursive: true })
    await expect(writeAtomically(join(inside, 'model.json'), 'text')).rejects.toThrow()
    expect(await readdir(inside)).toEqual(['model.json'])
  })

  it('many writers at once leave one whole file', async () => {
    const path = join(folder, 'd', 'x.json')
    const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(10_000))
    await mkdir(join(folder, 'd'))
    await writeFile(path, '')
    const outcomes = await Promise.allSettled(texts.map((text) => writeAtomically(path, text)))
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(texts).toContain(await readFile(path, 'utf8'))
    expect(await readdir(join(folder, 'd'))).toEqual(['x.json'])
  })
})
