/** Order of symbols and labels: numbers by value and before text, text by code unit. Does not depend on a locale. */
export function compareSymbols(a: string, b: string): number {
  const x = Number(a)
  const y = Number(b)
  const aIsNumber = a.trim() !== '' && Number.isFinite(x)
  const bIsNumber = b.trim() !== '' && Number.isFinite(y)
  if (aIsNumber && bIsNumber && x !== y) return x - y
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
