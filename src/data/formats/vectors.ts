/** Where a column of the header comes from: a field, or one element of a field that holds vectors. */
export interface Slot {
  readonly name: string
  readonly field: string
  /** Index into the vector; −1 where the field is no vector. */
  readonly element: number
  /** D of the field's vectors. */
  readonly dimension: number
}

/** emb with D = 3 becomes emb_1, emb_2, emb_3; a field without dimension stays itself. */
export function slotsOf(fields: ReadonlyMap<string, number | undefined>): Slot[] {
  return [...fields].flatMap(([field, dimension]): Slot[] =>
    dimension === undefined
      ? [{ name: field, field, element: -1, dimension: 0 }]
      : Array.from({ length: dimension }, (_, element) => ({
          name: `${field}_${element + 1}`,
          field,
          element,
          dimension,
        })),
  )
}
