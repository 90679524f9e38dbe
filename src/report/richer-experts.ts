import type { Config } from '../config/schema.js'

/**
 * A grid over a family or covariance that could fit better than the config's, as `--grid` takes it; null where dsm has none to offer,
 * or it was searched already.
 */
export function richerExperts({ model, selection }: Config): string | null {
  const searched = Object.keys(selection.grid ?? {}).map((key) => key.replaceAll(/[[\]]/g, '.'))
  const isSearched = (entry: number, key: string) =>
    searched.some((path) => path.includes(`${entry}.`) && path.endsWith(key))
  for (const [entry, expert] of model.experts.entries()) {
    const key = `model.experts.${entry}`
    if (expert.family === 'gaussian' && !isSearched(entry, 'family'))
      return `${key}.family=gaussian,student-t`
    if (expert.family !== 'gaussian') continue
    if (expert.covariance !== 'full' && !isSearched(entry, 'covariance'))
      return `${key}.covariance=${expert.covariance},full`
  }
  return null
}
