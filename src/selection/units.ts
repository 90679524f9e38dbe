/**
 * What is held out and scored as one: whole sequences (one, or all of one subject), or a contiguous block of one.
 * Standard errors are taken over units.
 */
export type Unit = SequenceUnit | BlockUnit

export interface SequenceUnit {
  readonly kind: 'sequences'
  /** For messages: `sequence "a"`. */
  readonly name: string
  readonly sequences: readonly number[]
}

export interface BlockUnit {
  readonly kind: 'block'
  readonly name: string
  readonly sequence: number
  /** Steps from ≤ i < to, counted over all sequences. */
  readonly from: number
  readonly to: number
}

/** The ranges of steps that a unit holds. */
export function rangesOf(unit: Unit, offsets: Uint32Array): { readonly from: number; readonly to: number }[] {
  if (unit.kind === 'block') return [{ from: unit.from, to: unit.to }]
  return unit.sequences.map((s) => ({ from: offsets[s]!, to: offsets[s + 1]! }))
}
