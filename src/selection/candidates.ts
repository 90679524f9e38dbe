import { checkConfig } from '../config/checks/index.js'
import type { Variant } from '../config/grid.js'
import { formatPath, parsePath } from '../config/paths.js'
import { recurrenceOf } from '../config/recurrence.js'
import type { Config, ModelConfig, TrainingConfig } from '../config/schema.js'
import { transitionNetwork } from '../config/transition-network.js'
import {
  columnKind,
  type ExpertColumns,
  type InputColumn,
  type ModelColumns,
  splitExperts,
} from '../encode/index.js'
import { ConfigError } from '../errors.js'

/** One model of the search: a number of states, and a cell of the grid. */
export interface Candidate {
  /** Names it in job records: `K=3`, `K=3 model.gate=static`. */
  readonly key: string
  /** Names it for people: `K=3`, `K=3, gate=static`. */
  readonly label: string
  readonly states: number
  /** Values of the grid by config key; empty without a grid. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly model: ModelConfig
  readonly training: TrainingConfig
  readonly experts: readonly ExpertColumns[]
  /** Columns that the gate sees. */
  readonly gate?: readonly InputColumn[] | undefined
}

/**
 * The models to compare: each variant of the config with each number of states in turn.
 * Throws ConfigError where a number of states contradicts the labels of data.z or what the config says state by state,
 * and where a variant does not model the same columns.
 *
 * @param columns those of the config itself, resolved
 * @param labels names of the states that data.z gives; null where it gives none
 */
export function candidatesFor(
  config: Config,
  variants: readonly Variant[],
  { experts, gate }: ModelColumns,
  states: readonly number[],
  labels: readonly string[] | null,
): Candidate[] {
  if (labels !== null) refuseBelowLabels(states, labels)
  return variants.flatMap((variant) => {
    const own = expertsOf(variant, config, experts)
    const { training } = variant.config
    return states.map((K): Candidate => {
      const model = { ...variant.config.model, states: K }
      const words = Object.entries(variant.settings)
      const key = [`K=${K}`, ...words.map(([path, value]) => `${path}=${textOf(value)}`)].join(' ')
      const label = [`K=${K}`, ...words.map(([path, value]) => `${lastKey(path)}=${textOf(value)}`)].join(
        ', ',
      )
      const [complaint] = checkConfig({ ...variant.config, model })
      if (complaint !== undefined) {
        throw new ConfigError(
          'candidate',
          `with ${label}, ${formatPath(complaint.path)}: ${complaint.message}`,
          {
            where: formatPath(complaint.path),
            hint: 'search only over values that this part of the config allows, or take it out',
          },
        )
      }
      return {
        key,
        label,
        states: K,
        settings: variant.settings,
        model,
        training,
        experts: own,
        gate: gateOf(model, config.model, own, gate),
      }
    })
  })
}

/** Held-out scores compare only where every candidate models the same cells. */
function expertsOf(
  { config: { model }, settings }: Variant,
  config: Config,
  experts: readonly ExpertColumns[],
): readonly ExpertColumns[] {
  if (Object.keys(settings).length === 0) return experts
  const same = JSON.stringify(model.experts.map(({ columns }) => columns))
  if (same !== JSON.stringify(config.model.experts.map(({ columns }) => columns))) {
    throw refused('changes the columns of an expert', 'scores of different columns do not compare')
  }
  if (seenBy(model) !== seenBy(config.model))
    throw refused('changes what networks see', 'columns are read once for all candidates')
  const own = splitExperts(
    model.experts,
    model.experts.map((_, entry) => [
      ...new Set(experts.filter((expert) => expert.entry === entry).flatMap(({ columns }) => columns)),
    ]),
  ).map((expert) => ({ ...expert, inputs: experts.find(({ entry }) => entry === expert.entry)!.inputs }))
  const kinds = (list: readonly ExpertColumns[]) =>
    JSON.stringify(list.map(({ config }) => columnKind(config)))
  const before = model.experts.map((_, entry) => experts.find((expert) => expert.entry === entry)!)
  const after = model.experts.map((_, entry) => own.find((expert) => expert.entry === entry)!)
  if (kinds(before) !== kinds(after)) {
    throw refused(
      'mixes families of numbers with families of symbols',
      'a density and a probability do not compare',
    )
  }
  return own
}

/** The columns that a candidate's gate sees: those of the config's own gate, or of an expert with the same inputs. */
function gateOf(
  model: ModelConfig,
  base: ModelConfig,
  experts: readonly ExpertColumns[],
  gate: ModelColumns['gate'],
): ModelColumns['gate'] {
  const networkOf = (each: ModelConfig) => recurrenceOf(each) ?? transitionNetwork(each)
  const wanted = networkOf(model)
  if (wanted === null) return undefined
  const same = (inputs: unknown) => JSON.stringify(inputs) === JSON.stringify(wanted.inputs)
  if (same(networkOf(base)?.inputs)) return gate
  const alike = experts.find(({ config }) => config.family === 'neural' && same(config.inputs))
  if (alike !== undefined) return alike.inputs
  throw refused('changes what networks see', 'columns are read once for all candidates')
}

/** The inputs of each expert as the config has them; null where it has none. */
function seenBy({ experts }: ModelConfig): string {
  return JSON.stringify(experts.map((expert) => (expert.family === 'neural' ? expert.inputs : null)))
}

function refused(what: string, why: string): ConfigError {
  return new ConfigError('grid', `the grid ${what}: ${why}`, {
    where: 'selection.grid',
    hint: 'search over such values one by one, with a run for each',
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function lastKey(path: string): string {
  const parsed = parsePath(path) ?? [path]
  return String(parsed.findLast((part) => typeof part === 'string') ?? path)
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
