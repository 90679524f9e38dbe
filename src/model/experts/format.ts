/** A number as people read it: four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
