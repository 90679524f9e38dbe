import { inputColumn, type SeenInputs } from '../network-inputs.js'
import type { Path } from '../paths.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'

/**
 * Inputs that would show a network what it has to predict.
 *
 * @param hasPrevious whether the network may have the input previous instead
 */
export function checkSeen(
  { data, model }: Config,
  { inputs, context }: SeenInputs,
  at: Path,
  hasPrevious = true,
): Complaint[] {
  const modelled = new Set([data.x ?? []].flat())
  return inputs.flatMap((input, i): Complaint[] => {
    const path = [...at, i]
    const name = inputColumn(input)
    if (name === 'previous' && hasPrevious && model.target === 'y')
      return [
        {
          path,
          message:
            'previous is the target one step before, which is unknown when it is predicted; take it out',
        },
      ]
    if (model.target === 'x' && modelled.has(name) && context[1] > -1)
      return [{ path, message: seesItself(name, context, hasPrevious) }]
    return []
  })
}

export function seesItself(name: string, [from, to]: readonly [number, number], hasPrevious = true): string {
  return `"${name}" is modelled at step t and seen at steps t${signed(from)} to t${signed(to)}; what is modelled may be seen up to t − 1 only: write context: [${Math.min(from, -1)}, -1]${hasPrevious ? ', or previous' : ''}`
}

function signed(offset: number): string {
  return offset === 0 ? '' : offset < 0 ? ` − ${-offset}` : ` + ${offset}`
}
