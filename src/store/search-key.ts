import { createHash } from 'node:crypto'
import type { Config } from '../config/schema.js'
import { UsageError } from '../errors.js'
import type { KernelName } from './kernel-name.js'

/**
 * What the finished jobs of a search are jobs of. The values of K and the rule are left out: a wider search goes on from
 * a narrower one.
 */
export interface SearchKey {
  readonly dsm: string
  /** Hash of what the config says about data, model, training and a beam, without the seed and the number of states. */
  readonly config: string
  readonly data: string
  readonly seed: number
  readonly folds: number
  readonly by: string
  readonly blocks: number
  /** The code that computes: last bits are its own. */
  readonly kernel: KernelName
}

/** The key of a search; `dataHash` is that of the data set, `dsm` the version of the program. */
export function searchKey(
  { data, model, training, selection, inference: { beam } }: Config,
  dataHash: string,
  dsm: string,
  kernel: KernelName,
): SearchKey {
  const { path: _path, format: _format, ...dataMeaning } = data
  const { states: _states, ...modelMeaning } = model
  const { threads: _threads, seed, ...trainingMeaning } = training
  const config = createHash('sha256')
    .update(JSON.stringify([dataMeaning, modelMeaning, trainingMeaning, ...(beam > 0 ? [{ beam }] : [])]))
    .digest('hex')
  const { folds, by, blocks } = selection
  return { dsm, config, data: dataHash, seed, folds, by, blocks, kernel }
}

const words: Readonly<Record<keyof SearchKey, string>> = {
  dsm: 'version of dsm',
  config: 'config (data, model, training or inference.beam)',
  data: 'data set',
  seed: 'seed',
  folds: 'number of folds',
  by: 'way to hold out (by)',
  blocks: 'number of blocks',
  kernel: 'kernel',
}

/** Throws UsageError, naming what differs, where the jobs of a file belong to another search. */
export function refuseOtherSearch(path: string, found: SearchKey, expected: SearchKey): void {
  const other = (Object.keys(words) as (keyof SearchKey)[]).filter((part) => found[part] !== expected[part])
  if (other.length === 0) return
  const differences = other.map((part) =>
    part === 'config' || part === 'data'
      ? words[part]
      : `${words[part]} (${found[part]}, now ${expected[part]})`,
  )
  throw new UsageError(
    'other-search',
    `${path} belongs to a search with another ${differences.join(' and another ')}`,
    {
      where: path,
      hint: 'give the same config, data and options as then, or leave --resume out to begin afresh',
    },
  )
}
