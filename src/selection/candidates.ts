import { checkConfig } from '../config/checks/index.js'
import { formatPath } from '../config/paths.js'
import type { Config, ModelConfig } from '../config/schema.js'
import { ConfigError } from '../errors.js'

/** One model of the search. */
export interface Candidate {
  /** Names it among the candidates, in job records and in random streams: `K=3`. */
  readonly key: string
  readonly states: number
  readonly model: ModelConfig
}

/**
 * The models to compare: the config's with each number of states in turn.
 * Throws ConfigError where a number of states contradicts the labels of data.z or what the config says state by state.
 *
 * @param labels names of the states that data.z gives; null where it gives none
 */
export function candidatesFor(
  config: Config,
  states: readonly number[],
  labels: readonly string[] | null,
): Candidate[] {
  if (labels !== null) refuseBelowLabels(states, labels)
  return states.map((K) => {
    const model = { ...config.model, states: K }
    const [complaint] = checkConfig({ ...config, model })
    if (complaint !== undefined) {
      throw new ConfigError('candidate', `with K=${K}, ${formatPath(complaint.path)}: ${complaint.message}`, {
        where: formatPath(complaint.path),
        hint: 'search only over numbers of states that this part of the config allows, or take it out',
      })
    }
    return { key: `K=${K}`, states: K, model }
  })
}

function refuseBelowLabels(states: readonly number[], labels: readonly string[]): void {
  const below = states.filter((K) => K < labels.length)
  if (below.length === 0) return
  const shown = labels.slice(0, 6).join(', ') + (labels.length > 6 ? ', …' : '')
  throw new ConfigError(
    'fewer-states-than-labels',
    `the search tries K=${below.join(', ')}, but data.z names ${labels.length} states (${shown}): K is at least ${labels.length}`,
    {
      where: 'selection.kRange',
      hint: `give --k-range ${labels.length}:${labels.length + 4}, or leave data.z out to search without labels`,
    },
  )
}
