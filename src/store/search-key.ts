import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../config/schema.js'
import { UsageError } from '../errors.js'
import { type KernelName, kernelNames } from './kernel-name.js'

/**
 * What the finished jobs of a search are jobs of. The values of K, the grid, the number of restarts and the rule are left
 * out: a wider search goes on from a narrower one.
 */
export const searchKeySchema = z.strictObject({
  dsm: z.string(),
  /** Hash of what the config says about data, model, training and a beam, without the seed, the number of states and of restarts. */
  config: z.string(),
  data: z.string(),
  seed: z.int(),
  method: z.string(),
  folds: z.int(),
  repeats: z.int(),
  /** Number and share of Monte-Carlo splits; null for other methods. */
  splits: z.string().nullable(),
  by: z.string(),
  group: z.string().nullable(),
  stratify: z.string().nullable(),
  blocks: z.int(),
  gap: z.int(),
  score: z.string(),
  /** The code that computes: last bits are its own. */
  kernel: z.enum(kernelNames),
  /** What trains networks; null where there are none. */
  device: z.string().nullable(),
})

export type SearchKey = Readonly<z.output<typeof searchKeySchema>>

/** The key of a search; `dataHash` is that of the data set, `dsm` the version of the program. */
export function searchKey(
  { data, model, training, selection, inference: { beam } }: Config,
  dataHash: string,
  dsm: string,
  kernel: KernelName,
  device: string | null = null,
): SearchKey {
  const { path: _path, format: _format, ...dataMeaning } = data
  const { states: _states, ...modelMeaning } = model
  const { threads: _threads, seed, restarts: _restarts, ...trainingMeaning } = training
  const config = createHash('sha256')
    .update(JSON.stringify([dataMeaning, modelMeaning, trainingMeaning, ...(beam > 0 ? [{ beam }] : [])]))
    .digest('hex')
  const { method, folds, repeats, splits, testShare, by, group, stratify, blocks, gap, score } = selection
  return {
    ...{ dsm, config, data: dataHash, seed, method, folds, repeats },
    splits: method === 'monte-carlo' ? `${splits} of ${testShare}` : null,
    ...{ by, group: group ?? null, stratify: stratify ?? null, blocks, gap, score, kernel, device },
  }
}

const words: Readonly<Record<keyof SearchKey, string>> = {
  dsm: 'version of dsm',
  config: 'config (data, model, training or inference.beam)',
  data: 'data set',
  seed: 'seed',
  method: 'method',
  folds: 'number of folds',
  repeats: 'number of repeats',
  splits: 'set of random splits',
  by: 'way to hold out (by)',
  group: 'group',
  stratify: 'stratify',
  blocks: 'number of blocks',
  gap: 'gap',
  score: 'score',
  kernel: 'kernel',
  device: 'device',
}

/** Throws UsageError, naming what differs, where the jobs of a file belong to another search. */
export function refuseOtherSearch(path: string, found: SearchKey, expected: SearchKey): void {
  const other = (Object.keys(words) as (keyof SearchKey)[]).filter((part) => found[part] !== expected[part])
  if (other.length === 0) return
  const differences = other.map((part) =>
    part === 'config' || part === 'data'
      ? words[part]
      : `${words[part]} (${found[part] ?? 'none'}, now ${expected[part] ?? 'none'})`,
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
