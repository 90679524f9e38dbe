import { relative } from 'node:path'
import { type Grid, parseGridOption } from '../config/grid.js'
import { parseKRange } from '../config/k-range.js'
import type { SelectionConfig } from '../config/schema.js'
import type { CvCommandOptions } from './commands/cv.js'

/** Options of `dsm cv` that stand for config keys. */
const keys = {
  kRange: 'selection.kRange',
  method: 'selection.method',
  folds: 'selection.folds',
  repeats: 'selection.repeats',
  splits: 'selection.splits',
  testShare: 'selection.testShare',
  restarts: 'training.restarts',
  by: 'selection.by',
  group: 'selection.group',
  stratify: 'selection.stratify',
  blocks: 'selection.blocks',
  gap: 'selection.gap',
  score: 'selection.score',
  rule: 'selection.rule',
} as const
type KeyOption = keyof typeof keys
const names = Object.keys(keys) as KeyOption[]

/** The options of `dsm cv` as overrides of config keys, after those of --set: the option wins. */
export function withSelectionOverrides(options: CvCommandOptions): CvCommandOptions {
  const overrides = names.flatMap((name) => {
    const value = options[name]
    return value === undefined ? [] : [`${keys[name]}=${JSON.stringify(value)}`]
  })
  const grid = (options.grid ?? []).map((text) => {
    const [key, values] = parseGridOption(text)
    return `selection.grid[${JSON.stringify(key)}]=${JSON.stringify(values)}`
  })
  return { ...options, set: [...options.set, ...overrides, ...grid] }
}

/** The values of K of a config: ascending, each once. */
export function statesToTry({ kRange }: SelectionConfig): number[] {
  if (typeof kRange === 'string') return parseKRange(kRange)
  return [...new Set(kRange)].sort((a, b) => a - b)
}

export function gridOf({ grid = {} }: SelectionConfig): Grid {
  return grid
}

/** The command again, for people to paste: `dsm cv config.yaml --folds 10 --resume`. */
export function resumeCommand(
  file: string,
  options: CvCommandOptions,
  changes: Partial<CvCommandOptions> = {},
  resume = true,
): string {
  const all = { ...options, ...changes }
  const words = ['dsm', 'cv', file]
  const add = (option: string, value: string | number | undefined) => {
    if (value !== undefined) words.push(option, String(value))
  }
  for (const name of names) add(`--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, all[name])
  for (const grid of all.grid ?? []) add('--grid', grid)
  add('--seed', all.seed)
  add('--data', all.data)
  add('--output', all.output)
  for (const where of all.where ?? []) add('--where', where)
  for (const set of all.set) add('--set', set)
  return [...words, ...(resume ? ['--resume'] : [])].map(quoted).join(' ')
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
