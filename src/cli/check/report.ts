import { parseKRange } from '../../config/k-range.js'
import type { Config } from '../../config/schema.js'
import type { Dataset } from '../../data/dataset.js'
import { namesOfStates } from '../../model/count-states.js'
import { freeParameters } from '../../model/model.js'
import { prepareModel } from '../../prepare.js'
import type { TrainingData } from '../training-data.js'
import { type ColumnReport, describeColumn } from './describe-column.js'

/** Config and data together, before anything is trained. */
export interface CheckReport {
  readonly data: string
  readonly sequences: number
  readonly steps: number
  readonly lengths: { readonly minimum: number; readonly median: number; readonly maximum: number }
  /** Rows that `data.where` leaves out. */
  readonly rowsLeftOut: number
  readonly columns: readonly ColumnReport[]
  /** Columns of the file that the config does not use. */
  readonly unused: readonly string[]
  readonly gate: Config['model']['gate']
  /** Cells of x that are not missing. */
  readonly observedCells: number
  /** Steps at which any cell of x is observed: the n of BIC. */
  readonly observedSteps: number
  /** Free parameters at the config's K, or at each K of selection.kRange where the config has none. */
  readonly parameters: readonly { readonly states: number; readonly free: number }[]
}

export function makeReport(
  config: Config,
  read: TrainingData,
  header: readonly string[],
  rowsLeftOut: number,
): CheckReport {
  const { data } = read
  const columns = describeColumns(read)
  const modelled = columns.filter(({ family }) => family !== null)
  const { roles } = data
  const used = new Set([
    ...columns.map(({ name }) => name),
    roles.sequence,
    roles.order,
    ...Object.keys(config.data.where ?? {}),
  ])
  return {
    data: data.source,
    sequences: data.sequenceIds.length,
    steps: data.offsets.at(-1)!,
    lengths: lengthsOf(data),
    rowsLeftOut,
    columns,
    unused: header.filter((name) => !used.has(name)),
    gate: config.model.gate,
    observedCells: modelled.reduce((sum, { steps, missing }) => sum + steps - missing, 0),
    observedSteps: observedSteps(data),
    parameters: statesOf(config, read).map((states) => {
      const model = prepareModel({ ...config, model: { ...config.model, states } }, read)
      return { states: model.states, free: freeParameters(model) }
    }),
  }
}

/** The numbers of states to count parameters for. */
function statesOf(config: Config, { experts, plan }: TrainingData): number[] {
  if (config.model.states !== undefined) return [config.model.states]
  const labels = namesOfStates(experts, plan)
  if (labels !== null) return [labels.length]
  const { kRange } = config.selection
  return typeof kRange === 'string' ? parseKRange(kRange) : [...kRange]
}

function describeColumns({ data, experts }: TrainingData): ColumnReport[] {
  const family = new Map(
    experts.flatMap(({ config, columns }) => columns.map((name) => [name, config.family])),
  )
  const { x, y, z } = data.roles
  const entries = [
    ...x.map((name) => [name, 'x'] as const),
    ...y.map((name) => [name, 'y'] as const),
    ...(z === undefined ? [] : [[z, 'z'] as const]),
  ]
  return entries.map(([name, role]) =>
    describeColumn(name, role, role === 'z' ? null : (family.get(name) ?? null), data.columns.get(name)!),
  )
}

function lengthsOf({ offsets }: Dataset): CheckReport['lengths'] {
  const lengths = Uint32Array.from(
    { length: offsets.length - 1 },
    (_, s) => offsets[s + 1]! - offsets[s]!,
  ).sort()
  const middle = (lengths.length - 1) / 2
  const median = (lengths[Math.floor(middle)]! + lengths[Math.ceil(middle)]!) / 2
  return { minimum: lengths[0]!, median, maximum: lengths.at(-1)! }
}

function observedSteps({ columns, roles, offsets }: Dataset): number {
  const seen = new Uint8Array(offsets.at(-1)!)
  for (const name of roles.x) {
    const column = columns.get(name)!
    for (let i = 0; i < seen.length; i++) {
      if (column.kind === 'number' ? !Number.isNaN(column.values[i]) : column.codes[i]! >= 0) seen[i] = 1
    }
  }
  return seen.reduce((sum, one) => sum + one, 0)
}
