import { relative } from 'node:path'
import { parseKRange } from '../config/k-range.js'
import type { SelectionConfig } from '../config/schema.js'
import type { CvCommandOptions } from './commands/cv.js'

/** The options of `dsm cv` as overrides of config keys, after those of --set: the option wins. */
export function withSelectionOverrides(options: CvCommandOptions): CvCommandOptions {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['selection.kRange', options.kRange && JSON.stringify(options.kRange)],
    ['selection.folds', options.folds],
    ['training.restarts', options.restarts],
    ['selection.by', options.by],
    ['selection.blocks', options.blocks],
    ['selection.rule', options.rule],
  ]
  const overrides = given.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  return { ...options, set: [...options.set, ...overrides] }
}

/** The values of K of a config: ascending, each once. */
export function statesToTry({ kRange }: SelectionConfig): number[] {
  if (typeof kRange === 'string') return parseKRange(kRange)
  return [...new Set(kRange)].sort((a, b) => a - b)
}

/** The command again, for people to paste: `dsm cv config.yaml --folds 10 --resume`. */
export function resumeCommand(file: string, options: CvCommandOptions, kRange = options.kRange): string {
  const words = ['dsm', 'cv', file]
  const add = (option: string, value: string | number | undefined) => {
    if (value !== undefined) words.push(option, String(value))
  }
  add('--k-range', kRange)
  add('--folds', options.folds)
  add('--restarts', options.restarts)
  add('--by', options.by)
  add('--blocks', options.blocks)
  add('--rule', options.rule)
  add('--seed', options.seed)
  add('--data', options.data)
  add('--output', options.output)
  for (const where of options.where ?? []) add('--where', where)
  for (const set of options.set) add('--set', set)
  return [...words, '--resume'].map(quoted).join(' ')
}

/** A path as people type it: relative where that is shorter. */
export function shortPath(cwd: string, path: string): string {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
