/** Number of insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      current.push(cost)
    }
    before = previous
    previous = current
  }
  return previous[b.length]!
}

/** The known word that a mistyped one most likely stands for; undefined where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const plain = normalise(word)
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const other = normalise(candidate)
    const prefix =
      plain.length >= 2 && (other.startsWith(plain) || (other.length >= 3 && plain.startsWith(other)))
    const distance = plain === other ? 0 : prefix ? 0.5 : editDistance(plain, other)
    const allowed = Math.max(1, Math.floor(Math.min(plain.length, other.length) / 3))
    if (
      plain.length > 0 &&
      distance <= allowed &&
      distance < bestDistance &&
      (distance < other.length || distance === 0)
    ) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function normalise(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '')
}
