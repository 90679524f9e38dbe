import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMain, prepared, rawFolder } from '../tools/raw-folder.mjs'
import { writeLines } from '../tools/write-lines.mjs'

const file = 'hapt_1s_windows.csv'
export const output = prepared(import.meta.url, 'hapt.csv')

export const locate = (argument) =>
  rawFolder(
    'hapt',
    [file, 'activity_labels.txt'],
    'It is made from the raw signals of "Smartphone-Based Recognition of Human Activities and Postural Transitions" (UCI, CC BY 4.0): mean and sd of the six signals in windows of one second, columns exp,user,split,t,mean_ax..mean_gz,std_ax..std_gz,label.',
    argument,
  )

/**
 * One row a window of one second: recording, user, split, t, the six means, log(sd + 0.001) of the six signals, the activity
 * by name (empty where nobody labelled the window) and its kind (basic, transition, none).
 */
export function prepare(folder, to = output) {
  const names = new Map(
    readFileSync(join(folder, 'activity_labels.txt'), 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trim().split(/\s+/)),
  )
  const [head, ...rows] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/)
  const columns = head.split(',')
  const at = (name) => columns.indexOf(name)
  const means = columns.filter((name) => name.startsWith('mean_'))
  const sds = columns.filter((name) => name.startsWith('std_'))
  const lines = rows.map((row) => {
    const cells = row.split(',')
    const label = Number(cells[at('label')])
    return [
      ...['exp', 'user', 'split', 't'].map((name) => cells[at(name)]),
      ...means.map((name) => cells[at(name)]),
      ...sds.map((name) => Math.log(Number(cells[at(name)]) + 1e-3).toFixed(6)),
      names.get(String(label)) ?? '',
      label === 0 ? 'none' : label <= 6 ? 'basic' : 'transition',
    ].join(',')
  })
  const header = ['exp', 'user', 'split', 't', ...means, ...sds.map((name) => name.replace('std', 'log_sd'))]
  writeLines(to, [[...header, 'activity', 'kind'].join(','), ...lines])
  return to
}

if (isMain(import.meta.url)) console.log(prepare(locate(), process.argv[3]))
