import { type DataConfig, dataConfig } from '../../src/config/data.js'
import { type DataSource, type Dataset, memorySource, readDataset } from '../../src/data/index.js'
import { DsmError } from '../../src/errors.js'

export type ConfigInput = Partial<Omit<DataConfig, 'x' | 'y'>> & {
  x?: string | string[]
  y?: string | string[]
}

export function config(input: ConfigInput = {}): DataConfig {
  return dataConfig.parse(input)
}

/** Kinds by name, as an expert would decide them: `text` names the text columns, all others hold numbers. */
export function kinds(...text: string[]): (name: string) => 'number' | 'text' {
  return (name) => (text.includes(name) ? 'text' : 'number')
}

/** Reads a data set that is written in the test. */
export function read(
  name: string,
  content: string | Uint8Array,
  input: ConfigInput,
  columnKinds: (name: string) => 'number' | 'text' = kinds(),
): Promise<Dataset> {
  return readDataset(memorySource(name, content), config(input), columnKinds)
}

export function readSource(source: DataSource, input: ConfigInput): Promise<Dataset> {
  return readDataset(source, config(input), kinds())
}

/** A dataset in plain values: [S] sequences of { id, columns: name → values }. */
export function plain(dataset: Dataset): { id: string; [column: string]: unknown }[] {
  return dataset.sequenceIds.map((id, s) => {
    const [from, to] = [dataset.offsets[s]!, dataset.offsets[s + 1]!]
    const columns = [...dataset.columns].map(([name, column]) => [
      name,
      column.kind === 'number'
        ? [...column.values.subarray(from, to)]
        : [...column.codes.subarray(from, to)].map((code) => (code < 0 ? null : column.symbols[code])),
    ])
    return { id, ...Object.fromEntries(columns) }
  })
}

/** The whole message that a person sees, or fails where nothing is thrown or a bug is. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof DsmError)) throw error
    return `[${error.code}] ${error.where}: ${error.message}. ${error.hint ?? ''}`
  }
  throw new Error('expected an error, but the file was read')
}
