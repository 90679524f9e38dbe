export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function geometricMean(values) {
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length)
}

/** The largest |a − b| / max(|b|, least) over two lists; Infinity where one is not finite. */
export function largestDeviation(a, b, least = 1e-3) {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY
  for (let i = 0; i < a.length; i++) {
    const deviation = Math.abs(a[i] - b[i]) / Math.max(least, Math.abs(b[i]))
    if (!(deviation <= largest)) largest = Number.isNaN(deviation) ? Number.POSITIVE_INFINITY : deviation
  }
  return largest
}
