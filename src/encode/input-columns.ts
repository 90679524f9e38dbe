import { seesItself } from '../config/checks/seen.js'
import { type InputConfig, inputColumn, type SeenInputs } from '../config/network-inputs.js'
import { expandColumns } from '../data/expand.js'
import { ConfigError } from '../errors.js'
import type { SymbolReading } from './encoded.js'

/** A column that a network sees. */
export interface InputColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** How symbols are read; absent where each is one input of its own. */
  readonly reading?: SymbolReading | undefined
}

/**
 * The columns that a network sees, patterns made out against the header: numbers first, then symbols, each once in each reading.
 *
 * @param path of `inputs` in the config, for messages
 */
export function resolveInputs(
  config: SeenInputs,
  header: readonly string[],
  modelled: readonly string[],
  target: 'x' | 'y',
  path: string,
  where: string,
): InputColumn[] {
  const columns = config.inputs.flatMap((input): InputColumn[] => {
    if (input === 'previous' || input === 'gate') return []
    const kind = typeof input === 'string' ? 'number' : 'text'
    const reading = typeof input === 'string' ? undefined : readingOf(input)
    return expandColumns(inputColumn(input), header, path, where).map((name) => ({
      name,
      kind,
      ...(reading === undefined ? {} : { reading }),
    }))
  })
  const seen = new Set<string>()
  const kinds = new Map<string, InputColumn['kind']>()
  for (const { name, kind, reading } of columns) {
    const how = `${name}\0${JSON.stringify(reading)}`
    if (seen.has(how))
      throw new ConfigError('input-twice', `the column "${name}" is an input twice`, {
        where: path,
        hint: 'name it once',
      })
    seen.add(how)
    if ((kinds.get(name) ?? kind) !== kind) throw readTwoWays(name, path)
    kinds.set(name, kind)
    if (!modelled.includes(name)) continue
    if (target === 'y')
      throw new ConfigError(
        'input-is-target',
        `the column "${name}" is modelled, so it is unknown when it is predicted`,
        {
          where: path,
          hint: 'take it out of the inputs',
        },
      )
    if (config.context[1] > -1)
      throw new ConfigError('input-sees-itself', seesItself(name, config.context), { where: path })
  }
  return [
    ...columns.filter(({ kind }) => kind === 'number'),
    ...columns.filter(({ kind }) => kind === 'text'),
  ]
}

function readingOf(input: Exclude<InputConfig, string>): SymbolReading | undefined {
  const lowerCase = input.lowerCase ? { lowerCase: true } : {}
  if ('characters' in input) {
    const { embedding: length, width, units } = input
    return { ...lowerCase, vectors: { kind: 'letters', length, width, units } }
  }
  const { part, length, embedding, drop = DROP } = input
  const reading: SymbolReading = {
    ...lowerCase,
    ...(part === undefined ? {} : { part }),
    ...(length === undefined ? {} : { length }),
    ...(embedding === undefined ? {} : { vectors: { kind: 'symbols', length: embedding, drop } }),
  }
  return Object.keys(reading).length === 0 ? undefined : reading
}

/** Kiperwasser & Goldberg 2016, section 5. */
const DROP = 0.25

/** A column cannot be read as numbers and as text. */
export function readTwoWays(name: string, where: string): ConfigError {
  return new ConfigError(
    'read-two-ways',
    `the column "${name}" is wanted as numbers by one part of the model, and as symbols or letters by another`,
    { where, hint: 'a column is read one way: choose one, or give the file a copy of the column' },
  )
}
