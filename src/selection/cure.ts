import type { ExpertColumns } from '../encode/index.js'
import type { Impossible } from '../evaluation/impossible.js'

/** The setting of a config (as --set takes it) with which held-out data that a fit rules out get a probability. */
export function cureOf({ expert, unseen }: Impossible, experts: readonly ExpertColumns[]): string | null {
  if (expert === null) return 'model.transition.prior.concentration=1.1'
  const { entry, config } = experts[expert]!
  if (unseen) return `model.experts.${entry}.unknown=hapax`
  const countsSymbols = config.family === 'categorical' || config.family === 'bernoulli'
  return countsSymbols ? `model.experts.${entry}.prior.concentration=1.1` : null
}
