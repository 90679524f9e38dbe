import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMain, prepared, rawFolder } from '../tools/raw-folder.mjs'
import { writeLines } from '../tools/write-lines.mjs'

const file = 'msnbc323.seq'
export const output = prepared(import.meta.url, 'msnbc323.jsonl')

/** Page categories 1 … 17 of the UCI data set, in its order. */
const pages = [
  ...['frontpage', 'news', 'tech', 'local', 'opinion', 'on-air', 'misc', 'weather', 'msn-news'],
  ...['health', 'living', 'business', 'msn-sports', 'sports', 'summary', 'bbs', 'travel'],
]

export const locate = (argument) =>
  rawFolder(
    'msnbc323',
    [file],
    'It holds 323 long click streams of msnbc.com (UCI; as in the R package ClickClust, GPL), a session a line, page categories 1 … 17 separated by spaces.',
    argument,
  )

/** One session a line: its number, the fold it would be in (number mod 5), its pages by name. */
export function prepare(folder, to = output) {
  const sessions = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/)
  const lines = sessions.map((session, index) =>
    JSON.stringify({
      session: index + 1,
      fold: index % 5,
      page: session
        .trim()
        .split(/\s+/)
        .map((category) => pages[Number(category) - 1]),
    }),
  )
  writeLines(to, lines)
  return to
}

if (isMain(import.meta.url)) console.log(prepare(locate(), process.argv[3]))
