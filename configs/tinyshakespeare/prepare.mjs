// node configs/tinyshakespeare/prepare.mjs [FOLDER]: cuts the text into the pieces that dsm trains on and is tested on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMain, prepared, rawFolder } from '../tools/raw-folder.mjs'
import { writeLines } from '../tools/write-lines.mjs'

/** Characters of a piece: many pieces make batches; the first ones of a piece are modelled without what came before. */
const trainingPiece = 500
const testPiece = 11_154

/** The text as codes, its symbols, and where the test part (the last tenth) begins. */
export function readText(
  folder = rawFolder(
    'tinyshakespeare',
    ['input.txt'],
    'It is github.com/karpathy/char-rnn, data/tinyshakespeare.',
  ),
) {
  const characters = [...readFileSync(join(folder, 'input.txt'), 'utf8')]
  const symbols = [...new Set(characters)].sort()
  const codeOf = new Map(symbols.map((symbol, code) => [symbol, code]))
  const codes = Uint8Array.from(characters, (character) => codeOf.get(character))
  return { characters, codes, symbols, test: Math.floor(0.9 * characters.length) }
}

/** Writes train.jsonl and test.jsonl; returns the text. */
export function prepareText() {
  const text = readText()
  const { characters, test } = text
  writeLines(prepared(import.meta.url, 'train.jsonl'), pieces(characters.slice(0, test), trainingPiece))
  writeLines(prepared(import.meta.url, 'test.jsonl'), pieces(characters.slice(test), testPiece))
  return text
}

function pieces(characters, length) {
  const lines = []
  for (let from = 0; from < characters.length; from += length)
    lines.push(JSON.stringify({ token: characters.slice(from, from + length) }))
  return lines
}

if (isMain(import.meta.url)) prepareText()
