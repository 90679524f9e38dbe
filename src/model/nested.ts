import type { NestedNumbers } from '../config/numbers.js'
import { type Tensor, type TensorLayout, tensor } from './tensor.js'

/** A tensor as nested lists (a single number where it has no axes), for JSON. Numbers keep all their bits. */
export function toNested({ shape, values }: Tensor): NestedNumbers {
  const build = (axis: number, from: number): NestedNumbers => {
    if (axis === shape.length) return values[from]!
    const size = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, from + i * size))
  }
  return build(0, 0)
}

/** Nested lists as a tensor of exactly this layout; null where the lists have another shape or hold no finite numbers. */
export function fromNested(layout: TensorLayout, nested: unknown): Tensor | null {
  const size = layout.shape.reduce((a, b) => a * b, 1)
  const values = new Float64Array(size)
  let next = 0
  const read = (axis: number, part: unknown): boolean => {
    if (axis === layout.shape.length) {
      if (typeof part !== 'number' || !Number.isFinite(part)) return false
      values[next++] = part
      return true
    }
    return (
      Array.isArray(part) && part.length === layout.shape[axis] && part.every((item) => read(axis + 1, item))
    )
  }
  return read(0, nested) && next === size ? tensor(layout, values) : null
}

/** `3 × 2`, for messages. */
export function shapeOf(nested: unknown): string {
  const sizes: number[] = []
  for (let part = nested; Array.isArray(part); part = part[0]) sizes.push(part.length)
  if (sizes.length > 0) return sizes.join(' × ')
  if (nested === undefined || nested === null) return 'nothing'
  return typeof nested === 'object' ? 'an object' : `a ${typeof nested}`
}
