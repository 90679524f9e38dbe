import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMain, prepared, rawFolder } from '../tools/raw-folder.mjs'
import { writeLines } from '../tools/write-lines.mjs'

const file = 'jsb-chorales-quarter.json'
export const output = prepared(import.meta.url, 'jsb-chorales.jsonl')

const lowest = 21
const highest = 108

export const locate = (argument) =>
  rawFolder(
    'jsb-chorales',
    [file],
    'It holds Bach chorales at one step a quarter note, split as in Boulanger-Lewandowski et al. 2012 (github.com/czhuang/JSB-Chorales-dataset): {train, valid, test}, lists of lists of the MIDI numbers that sound.',
    argument,
  )

/** One chorale a line: split, number, and `note`, for each step a vector of 88 zeros and ones (MIDI 21 … 108). */
export function prepare(folder, to = output) {
  const splits = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const lines = ['train', 'valid', 'test'].flatMap((split) =>
    splits[split].map((piece, index) =>
      JSON.stringify({ chorale: `${split}-${index + 1}`, split, note: piece.map(keyboard) }),
    ),
  )
  writeLines(to, lines)
  return to
}

function keyboard(chord) {
  const keys = new Array(highest - lowest + 1).fill(0)
  for (const note of chord) keys[note - lowest] = 1
  return keys
}

if (isMain(import.meta.url)) console.log(prepare(locate(), process.argv[3]))
