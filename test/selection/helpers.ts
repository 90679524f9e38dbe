import { type Config, configSchema } from '../../src/config/schema.js'
import type { Column, Dataset } from '../../src/data/dataset.js'
import { type ExpertColumns, resolveExperts } from '../../src/encode/index.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import type { CvProblem } from '../../src/selection/index.js'

/** A data set of named columns; numbers or texts, null (or NaN) is a missing cell. */
export function dataset(
  lengths: readonly number[],
  columns: Readonly<Record<string, readonly (number | string | null)[]>>,
  z?: string,
): Dataset {
  const offsets = Uint32Array.from([0, ...lengths])
  for (let s = 1; s < offsets.length; s++) offsets[s]! += offsets[s - 1]!
  const steps = offsets.at(-1)!
  return {
    source: 'data.csv',
    sequenceIds: lengths.map((_, s) => `s${s + 1}`),
    offsets,
    columns: new Map(Object.entries(columns).map(([name, cells]) => [name, column(cells)])),
    roles: {
      x: Object.keys(columns).filter((name) => name !== z),
      y: [],
      z,
      sequence: 'id',
      order: undefined,
    },
    lines: Uint32Array.from({ length: steps }, (_, i) => i + 2),
    rows: Uint32Array.from({ length: steps }, (_, i) => i),
    warnings: [],
  }
}

function column(cells: readonly (number | string | null)[]): Column {
  if (cells.every((cell) => typeof cell === 'number')) {
    return { kind: 'number', values: Float64Array.from(cells as number[]) }
  }
  const symbols = [...new Set(cells.filter((cell) => cell !== null))].map(String)
  return {
    kind: 'text',
    symbols,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : symbols.indexOf(String(cell)))),
  }
}

export function problem(
  data: Dataset,
  parts: Readonly<Record<string, object>>,
): CvProblem & { experts: ExpertColumns[]; model: Config['model'] } {
  const config: Config = configSchema.parse({ data: {}, ...parts })
  const experts = resolveExperts(config.model, [...data.columns.keys()], data.roles.x, data.source)
  return { config, model: config.model, data, experts, engine: createReferenceEngine() }
}
