/** What an axis of a parameter runs over. Axes named `state` are permuted when states are put in order. */
export type Axis = 'state' | 'column' | 'symbol' | 'input' | 'unit' | 'output'

/** A named block of parameters, row-major. */
export interface Tensor {
  readonly axes: readonly Axis[]
  /** Length of each axis. */
  readonly shape: readonly number[]
  readonly values: Float64Array
}

/** The parameters of one gate or one expert, by name. Never changed in place. */
export type Parameters = Readonly<Record<string, Tensor>>

/** The layout of a parameter before it has values. */
export interface TensorLayout {
  readonly axes: readonly Axis[]
  readonly shape: readonly number[]
}

export function tensor(layout: TensorLayout, values: Float64Array): Tensor {
  const size = layout.shape.reduce((a, b) => a * b, 1)
  if (values.length !== size)
    throw new RangeError(`a tensor of shape [${layout.shape}] holds ${size} numbers, got ${values.length}`)
  return { axes: layout.axes, shape: layout.shape, values }
}
