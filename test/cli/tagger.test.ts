import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { folderOf, type Run, runDsm } from './run-dsm.js'

const shipped = readFileSync(new URL('../../data/sentences.csv', import.meta.url), 'utf8')
const [header, ...rows] = shipped.trim().split('\n')
const part = (wanted: (sentence: number) => boolean) =>
  `${[header, ...rows.filter((row) => wanted(Number(row.split(',')[0])))].join('\n')}\n`

const config = `data: { path: train.csv, sequence: sentence, x: [word], y: [tag] }
model:
  target: y
  gate: independent
  states: 1
  experts:
    - family: neural
      output: categorical
      columns: [tag]
      inputs:
        - { symbols: word, lowerCase: true, embedding: 8 }
        - { symbols: word, part: suffix, length: 2, embedding: 4 }
        - { symbols: word, part: shape }
        - { characters: word, embedding: 4, width: 2, units: 8 }
      context: [-1, 1]
      units: [16]
training: { epochs: 8, batchSize: 8, learningRate: 0.02 }
output: run
`

let cwd: string
let trained: Run

beforeAll(async () => {
  cwd = folderOf({
    'train.csv': part((sentence) => sentence <= 160),
    'new.csv': part((sentence) => sentence > 300),
    'config.yaml': config,
  })
  trained = await runDsm(['train', 'config.yaml', '--json'], { cwd })
}, 60_000)

it('a tagger of words, parts and letters finds again what it reported, and tags new sentences with unknown words', async () => {
  expect(trained.code, trained.stderr).toBe(0)
  const own = await runDsm(['eval', 'run', '--json'], { cwd })
  expect(JSON.parse(own.stdout).logLikelihood).toBe(JSON.parse(trained.stdout).logLikelihood)
  const found = await runDsm(['eval', 'run', 'new.csv', '--json'], { cwd })
  expect(found.code, found.stderr).toBe(0)
  expect(JSON.parse(found.stdout).labels.accuracy).toBeGreaterThan(0.9)
})

it('show says of which parts of the words there are vectors', async () => {
  const { stdout } = await runDsm(['show', 'run'], { cwd })
  expect(stdout).toMatch(
    /vectors of 8 for word in lower case \(\d+ known\), 4 for the last 2 letters of word/,
  )
  expect(stdout).toMatch(/8 for the letters of word/)
})

it('sampling writes the words of the file beside the tags it draws', async () => {
  const { stdout, stderr, code } = await runDsm(['sample', 'run', '--data', 'new.csv'], { cwd })
  expect(code, stderr).toBe(0)
  const words = (text: string, at: number) =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.replace('","', '";"').split(',')[at])
  const [first] = stdout.split('\n')
  const given = readFileSync(join(cwd, 'new.csv'), 'utf8')
  expect(words(stdout, first!.split(',').indexOf('word'))).toEqual(words(given, 1))
})
