import { seesItself } from '../config/checks/neural.js'
import type { NeuralConfig } from '../config/neural.js'
import { expandColumns } from '../data/expand.js'
import { ConfigError } from '../errors.js'

/** A column that a network sees. */
export interface InputColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
}

/**
 * The columns that a network sees, patterns made out against the header, each once: numbers first, then symbols.
 *
 * @param path of `inputs` in the config, for messages
 */
export function resolveInputs(
  config: Pick<NeuralConfig, 'inputs' | 'context'>,
  header: readonly string[],
  modelled: readonly string[],
  target: 'x' | 'y',
  path: string,
  where: string,
): InputColumn[] {
  const columns = config.inputs.flatMap((input): InputColumn[] => {
    if (input === 'previous') return []
    const kind = typeof input === 'string' ? 'number' : 'text'
    const list = typeof input === 'string' ? input : input.symbols
    return expandColumns(list, header, path, where).map((name) => ({ name, kind }))
  })
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name))
      throw new ConfigError('input-twice', `the column "${name}" is an input twice`, {
        where: path,
        hint: 'name it once',
      })
    seen.add(name)
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
