/** Gaps of Ciura 2001. */
const GAPS = [701, 301, 132, 57, 23, 10, 4, 1]

/** Sorts values[from … to − 1] in place by Shell's method: no object a call, and quick where they are nearly in order. */
export function sortAscending(values: Int32Array, from: number, to: number): void {
  for (const gap of GAPS) {
    for (let i = from + gap; i < to; i++) {
      const value = values[i]!
      let place = i
      while (place - gap >= from && values[place - gap]! > value) {
        values[place] = values[place - gap]!
        place -= gap
      }
      values[place] = value
    }
  }
}
