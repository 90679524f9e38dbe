import type { RatioEstimate } from './standard-error.js'

/** A candidate's counts: of each unit, for each label that occurs in it, [label, right, predicted, true]. */
export interface PooledCounts {
  readonly units: readonly (readonly number[])[]
  /** A unit scored nothing at all: the figure is −Infinity. */
  readonly ruledOut: boolean
}

/**
 * A function of the macro-F1 of several candidates over the same n units, and its jackknife standard error
 * sqrt((n − 1)/n · Σ (θ_(i) − θ̄)²), θ_(i) the figure without unit i (Efron & Tibshirani 1993, ch. 11).
 */
export function jackknife(
  candidates: readonly PooledCounts[],
  figure: (f1: readonly number[]) => number,
): RatioEstimate {
  if (candidates.some(({ ruledOut }) => ruledOut))
    return { mean: Number.NEGATIVE_INFINITY, standardError: Number.NaN }
  const sums = candidates.map(({ units }) => new LabelSums(units))
  const mean = figure(sums.map((sum) => sum.macroF1()))
  const n = candidates[0]!.units.length
  const without: number[] = []
  for (let i = 0; i < n; i++) {
    if (candidates.every(({ units }) => units[i]!.length === 0)) continue
    without.push(figure(sums.map((sum, c) => sum.without(candidates[c]!.units[i]!))))
  }
  if (without.length < 2) return { mean, standardError: Number.NaN }
  const average = without.reduce((a, b) => a + b, 0) / without.length
  const squares = without.reduce((sum, theta) => sum + (theta - average) ** 2, 0)
  return { mean, standardError: Math.sqrt(((without.length - 1) / without.length) * squares) }
}

/** right, predicted and true of each label over all units. */
class LabelSums {
  readonly #right = new Map<number, number>()
  readonly #either = new Map<number, number>()

  constructor(units: readonly (readonly number[])[]) {
    for (const unit of units) this.#add(unit, 1)
  }

  /** Mean over the labels that occur of 2·right / (true + predicted). */
  macroF1(): number {
    let sum = 0
    let labels = 0
    for (const [label, either] of this.#either) {
      if (either <= 0) continue
      labels++
      sum += (2 * this.#right.get(label)!) / either
    }
    return labels === 0 ? 0 : sum / labels
  }

  without(unit: readonly number[]): number {
    this.#add(unit, -1)
    const f1 = this.macroF1()
    this.#add(unit, 1)
    return f1
  }

  #add(unit: readonly number[], sign: number): void {
    for (let i = 0; i < unit.length; i += 4) {
      const label = unit[i]!
      this.#right.set(label, (this.#right.get(label) ?? 0) + sign * unit[i + 1]!)
      this.#either.set(label, (this.#either.get(label) ?? 0) + sign * (unit[i + 2]! + unit[i + 3]!))
    }
  }
}
