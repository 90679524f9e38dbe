import type { NestedNumbers } from '../../config/numbers.js'
import { ConfigError } from '../../errors.js'
import type { Parameters, Tensor, TensorLayout } from '../tensor.js'
import { tensor } from '../tensor.js'

type Layout = Readonly<Record<string, TensorLayout>>

/**
 * Start values of the config as tensors. An axis of columns may be left out where there is one column only.
 * Throws ConfigError where the numbers do not have the shape of the parameter.
 */
export function startParameters(
  start: Readonly<Record<string, NestedNumbers | undefined>> | undefined,
  layout: Layout,
): Parameters {
  const parameters: Record<string, Tensor> = {}
  for (const [name, nested] of Object.entries(start ?? {})) {
    if (nested === undefined) continue
    const expected = layout[name]
    if (expected === undefined) {
      throw new ConfigError(
        'unknown-start',
        `start.${name}: this expert has the parameters ${Object.keys(layout).join(', ')}`,
        {
          hint: `Remove start.${name}`,
        },
      )
    }
    parameters[name] = tensor(expected, flatten(name, nested, expected))
  }
  return parameters
}

/** The parameters that stay as they are given. Throws ConfigError where one of them has no start values. */
export function fixedParameters(
  fixed: readonly string[] | undefined,
  start: Parameters,
  layout: Layout,
): readonly string[] {
  for (const name of fixed ?? []) {
    if (layout[name] === undefined) {
      throw new ConfigError(
        'unknown-fixed',
        `fixed: this expert has no parameter ${name}, only ${Object.keys(layout).join(', ')}`,
        {
          hint: `Remove ${name} from fixed`,
        },
      )
    }
    if (start[name] === undefined) {
      throw new ConfigError(
        'fixed-without-start',
        `fixed: ${name} is to stay at its start values, but start.${name} is not given`,
        {
          hint: `Give start.${name}, or remove ${name} from fixed`,
        },
      )
    }
  }
  return fixed ?? []
}

function flatten(name: string, nested: NestedNumbers, layout: TensorLayout): Float64Array {
  const found = shapeOf(nested)
  if (found === null) {
    throw new ConfigError(
      'start-shape',
      `start.${name}: expected ${wanted(layout)}, got lists of unequal length`,
      shapeHint(name),
    )
  }
  if (!acceptedShapes(layout).some((shape) => sameShape(shape, found))) {
    throw new ConfigError(
      'start-shape',
      `start.${name}: expected ${wanted(layout)}, got ${shapeText(found)}`,
      shapeHint(name),
    )
  }
  const values = Float64Array.from(leaves(nested))
  const bad = values.find((value) => !Number.isFinite(value))
  if (bad !== undefined) {
    throw new ConfigError('start-value', `start.${name}: expected finite numbers, got ${bad}`, {
      hint: 'Give a finite number',
    })
  }
  return values
}

const shapeHint = (name: string) => ({
  hint: `Give start.${name} as nested lists, one entry for each state first`,
})

function leaves(nested: NestedNumbers): number[] {
  return typeof nested === 'number' ? [nested] : nested.flatMap(leaves)
}

/** Lengths of the nested lists, outermost first; null where they are ragged. */
function shapeOf(nested: NestedNumbers): readonly number[] | null {
  if (typeof nested === 'number') return []
  const shapes = nested.map(shapeOf)
  const first = shapes[0]
  if (first === undefined) return [0]
  if (first === null || shapes.some((shape) => shape === null || !sameShape(shape, first))) return null
  return [nested.length, ...first]
}

/** The shape itself and those with an axis of a single column left out. */
function acceptedShapes(layout: TensorLayout): readonly (readonly number[])[] {
  let shapes: number[][] = [[]]
  layout.shape.forEach((length, axis) => {
    const longer = shapes.map((shape) => [...shape, length])
    shapes = layout.axes[axis] === 'column' && length === 1 ? [...shapes, ...longer] : longer
  })
  return shapes
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i])
}

function wanted(layout: TensorLayout): string {
  return `${shapeText(layout.shape)} (${layout.axes.map((axis) => `[${axis}]`).join('')})`
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : `${shape.join(' × ')} numbers`
}
