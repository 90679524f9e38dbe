// Interpolated modified Kneser-Ney smoothing of character n-grams (Chen & Goodman 1998, sections 3 and 4), in sorted arrays.

/**
 * Bits per character of `test` under n-gram models of orders 1 to `highest` that are fitted to `train`, and what they hold.
 *
 *     p(w | h) = max(c(hw) − D(c(hw)), 0) / c(h·) + γ(h) p(w | h′)        γ(h) = (D_1 N_1(h·) + D_2 N_2(h·) + D_3+ N_3+(h·)) / c(h·)
 *
 * The highest order counts occurrences; the lower ones how many different symbols precede. h′ is h without its first symbol; at the
 * end of the recursion stands 1 / V.
 *
 * @param train codes 0 … V − 1 of the training text, @param test those of the test text, which begins with no context
 * @returns a record for each order: bits, n-grams, parameterBytes (the arrays that one model needs), streamBytes (its context)
 */
export function kneserNey(train, test, V, highest) {
  const occurrences = []
  for (let n = 1; n <= highest; n++) occurrences.push(countGrams(train, n, V))
  const orders = []
  for (let order = 1; order <= highest; order++) {
    const levels = []
    for (let n = 1; n < order; n++) levels.push(level(continuations(occurrences[n], n, V), V))
    levels.push(level(occurrences[order - 1], V))
    orders.push({
      order,
      bits: bitsPerSymbol(levels, test, V),
      grams: levels.reduce((sum, { keys }) => sum + keys.length, 0),
      parameterBytes: levels.reduce((sum, each) => sum + each.bytes, 0),
      streamBytes: order - 1,
    })
  }
  return orders
}

/** The n-grams of a text as numbers to the base V, ascending, and how often each occurs. */
function countGrams(text, n, V) {
  const all = new Float64Array(Math.max(0, text.length - n + 1))
  const top = V ** n
  let key = 0
  for (let t = 0; t < text.length; t++) {
    key = (key * V + text[t]) % top
    if (t >= n - 1) all[t - n + 1] = key
  }
  return countSorted(all.sort())
}

/** Of n-grams, from those of n + 1 symbols: how many different symbols precede each. */
function continuations({ keys }, n, V) {
  const top = V ** n
  return countSorted(keys.map((key) => key % top).sort())
}

function countSorted(all) {
  const keys = all.filter((key, i) => i === 0 || key !== all[i - 1])
  const counts = new Uint32Array(keys.length)
  for (let i = 0, at = -1; i < all.length; i++) {
    if (i === 0 || all[i] !== all[i - 1]) at++
    counts[at]++
  }
  return { keys, counts }
}

/** n-grams of one length with their discounts, and for each context h: c(h·) and γ(h). */
function level({ keys, counts }, V) {
  const discounts = discountsOf(counts)
  const contexts = keys.map((key) => Math.floor(key / V)).filter((h, i, all) => i === 0 || h !== all[i - 1])
  const totals = new Uint32Array(contexts.length)
  const backOff = new Float32Array(contexts.length)
  for (let i = 0, at = 0; i < keys.length; i++) {
    if (Math.floor(keys[i] / V) !== contexts[at]) at++
    totals[at] += counts[i]
    backOff[at] += discounts[Math.min(counts[i], 3)]
  }
  for (let at = 0; at < contexts.length; at++) backOff[at] /= totals[at]
  const bytes = [keys, counts, contexts, totals, backOff].reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { keys, counts, discounts, contexts, totals, backOff, bytes }
}

/** D_1, D_2 and D_3+ (at 1, 2, 3) from the numbers of n-grams that occur once to four times; 0 where none occurs so seldom. */
function discountsOf(counts) {
  const n = [0, 0, 0, 0, 0]
  for (const count of counts) if (count <= 4) n[count]++
  if (n.slice(1).includes(0)) return [0, 0, 0, 0]
  const Y = n[1] / (n[1] + 2 * n[2])
  return [0, 1 - (2 * Y * n[2]) / n[1], 2 - (3 * Y * n[3]) / n[2], 3 - (4 * Y * n[4]) / n[3]]
}

function bitsPerSymbol(levels, text, V) {
  let bits = 0
  for (let t = 0; t < text.length; t++) {
    let p = 1 / V
    let context = 0
    for (let n = 1; n <= Math.min(levels.length, t + 1); n++) {
      if (n > 1) context += text[t - n + 1] * V ** (n - 2)
      const { keys, counts, discounts, contexts, totals, backOff } = levels[n - 1]
      const h = find(contexts, context)
      // A context that training never saw: nor did it see any longer one.
      if (h < 0) break
      const i = find(keys, context * V + text[t])
      const count = i < 0 ? 0 : counts[i]
      p = (count - discounts[Math.min(count, 3)]) / totals[h] + backOff[h] * p
    }
    bits -= Math.log2(p)
  }
  return bits / text.length
}

/** Place of a value in an ascending array; −1 where it is not there. */
function find(sorted, value) {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else if (sorted[middle] > value) high = middle - 1
    else return middle
  }
  return -1
}
