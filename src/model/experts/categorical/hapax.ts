/**
 * Rows over V symbols made rows over V + 1, the last being the symbol that training never saw. It takes the share
 * h = Σ p(v) over the symbols v seen once in training, and the others are multiplied by 1 − h, so that the row still sums to one
 * (the symbols seen once tell how often something new turns up: Good 1953). h is at most n/(n + 1) for n training cells, or a row of
 * symbols that were all seen once would leave them nothing.
 */
export function withUnknown(
  rows: Float64Array,
  symbols: number,
  trainingCounts: readonly number[],
): Float64Array {
  const wider = new Float64Array((rows.length / symbols) * (symbols + 1))
  const cells = trainingCounts.reduce((sum, count) => sum + count, 0)
  const most = cells / (cells + 1)
  for (let r = 0; r * symbols < rows.length; r++) {
    let share = 0
    for (let v = 0; v < symbols; v++) if (trainingCounts[v] === 1) share += rows[r * symbols + v]!
    share = Math.min(share, most)
    for (let v = 0; v < symbols; v++) wider[r * (symbols + 1) + v] = rows[r * symbols + v]! * (1 - share)
    wider[r * (symbols + 1) + symbols] = share
  }
  return wider
}
