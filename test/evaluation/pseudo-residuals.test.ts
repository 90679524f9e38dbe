import { describe, expect, it } from 'vitest'
import { pseudoResiduals, summariseAutocorrelation, summariseResiduals } from '../../src/evaluation/index.js'
import { normalCdf } from '../../src/math/normal-cdf.js'
import { normalQuantile } from '../../src/math/normal-quantile.js'
import { compileModel } from '../../src/model/compile.js'
import { createRandom } from '../../src/random.js'
import { fitPrepared, givenParameters, prepareRows, type TestConfig } from '../fit.js'

const { exp } = Math
const initial = [0.6, 0.4]
const transition = [
  [0.9, 0.1],
  [0.2, 0.8],
]
const mean = [
  [0, 1],
  [5, -1],
]

const given: TestConfig = {
  data: { sequence: 'id' },
  model: {
    gate: 'markov',
    states: 2,
    initial,
    transition: { start: transition, fixed: true },
    experts: [
      {
        family: 'gaussian',
        columns: ['x', 'y'],
        covariance: 'diagonal',
        start: {
          mean,
          covariance: [
            [1, 1],
            [1, 1],
          ],
        },
        fixed: ['mean', 'covariance'],
      },
    ],
  },
}

/** Σ over all paths of p(path) × Π p(x_t | z_t) over the steps that `seen` lets through, for each state at step t. */
function stateMasses(
  rows: readonly (readonly number[])[],
  at: number,
  seen: (t: number) => boolean,
): number[] {
  const masses = [0, 0]
  for (let n = 0; n < 2 ** rows.length; n++) {
    const z = rows.map((_, t) => (n >> t) & 1)
    let p = 1
    for (const [t, row] of rows.entries()) {
      p *= t === 0 ? initial[z[0]!]! : transition[z[t - 1]!]![z[t]!]!
      if (!seen(t)) continue
      for (const [d, value] of row.entries())
        if (!Number.isNaN(value)) p *= exp(-0.5 * (value - mean[z[t]!]![d]!) ** 2)
    }
    masses[z[at]!]! += p
  }
  const total = masses[0]! + masses[1]!
  return masses.map((mass) => mass / total)
}

describe('pseudo-residuals', () => {
  it('are Φ⁻¹ of the mixture that a sum over all paths gives, missing cells summed out', async () => {
    // The fifth step lies far from both states: its own density must not tell its state.
    const rows = [
      [0.3, 1.2],
      [Number.NaN, 0.7],
      [4.4, -1.5],
      [5.2, Number.NaN],
      [30, -2],
      [0.2, 0.4],
    ]
    const csv = `id,x,y\n${rows.map((row) => `a,${row.map((v) => (Number.isNaN(v) ? '' : v)).join(',')}`).join('\n')}\n`
    const prepared = await prepareRows(given, csv)
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const found = await pseudoResiduals(compiled, prepared.data, prepared.engine, { seed: 1 })
    expect(found.map(({ column, discrete }) => [column, discrete])).toEqual([
      ['x', false],
      ['y', false],
    ])
    for (const [t, row] of rows.entries()) {
      const forecast = stateMasses(rows, t, (s) => s < t)
      const smoothed = stateMasses(rows, t, (s) => s !== t)
      for (const [d, value] of row.entries()) {
        if (Number.isNaN(value)) {
          expect(found[d]!.forecast[t]).toBeNaN()
          continue
        }
        const expected = (weights: number[]) => {
          const below = weights.reduce((sum, w, k) => sum + w * normalCdf(value - mean[k]![d]!), 0)
          const above = weights.reduce((sum, w, k) => sum + w * normalCdf(mean[k]![d]! - value), 0)
          return below < above ? normalQuantile(below) : -normalQuantile(above)
        }
        expect(found[d]!.forecast[t]).toBeCloseTo(expected(forecast), 9)
        expect(found[d]!.smoothed[t]).toBeCloseTo(expected(smoothed), 9)
      }
    }
  })

  it('are standard normal, and the forecast ones independent, where the model is true', async () => {
    const { forecast, smoothed, offsets } = await simulated((state, random) => 5 * state + random.normal())
    const summary = summariseResiduals(forecast)
    expect(Math.abs(summary.mean)).toBeLessThan(0.05)
    expect(summary.standardDeviation).toBeCloseTo(1, 1)
    // The 1 % point of Kolmogorov's distance is 1.63/√n.
    expect(summary.distance).toBeLessThan(1.63 / Math.sqrt(summary.n))
    expect(summariseResiduals(smoothed).distance).toBeLessThan(1.63 / Math.sqrt(summary.n))
    expect(summary.pValue).toBeGreaterThan(0.01)
    expect(summariseAutocorrelation(forecast, offsets).independencePValue).toBeGreaterThan(0.01)
  })

  it('show tails that are heavier than the model has', async () => {
    const t3 = (random: ReturnType<typeof createRandom>) =>
      random.normal() / Math.sqrt((random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3)
    const { forecast } = await simulated((state, random) => 5 * state + t3(random))
    const summary = summariseResiduals(forecast)
    expect(summary.excessKurtosis).toBeGreaterThan(1)
    expect(summary.pValue).toBeLessThan(1e-6)
  })

  it('of counts are drawn from their interval by the seed, and show a state that is missing by dependence', async () => {
    const counts = (states: number): TestConfig => ({
      data: { sequence: 'id' },
      model: { gate: 'markov', states, experts: [{ family: 'poisson', columns: ['x'] }] },
      training: { restarts: 3 },
    })
    const random = createRandom(3)
    let state = 0
    const lines = Array.from({ length: 1500 }, () => {
      if (random.uniform() < 0.05) state = 1 - state
      return `a,${random.poisson(state === 0 ? 3 : 9)}`
    })
    const fitted = async (states: number, seed = 1) => {
      const prepared = await prepareRows(counts(states), `id,x\n${lines.join('\n')}\n`)
      const { parameters } = await fitPrepared(prepared)
      const compiled = compileModel(prepared.model, parameters)
      const [found] = await pseudoResiduals(compiled, prepared.data, prepared.engine, { seed })
      return { found: found!, offsets: prepared.data.offsets }
    }
    const [two, other, one] = [await fitted(2), await fitted(2, 2), await fitted(1)]
    expect(two.found.discrete).toBe(true)
    expect(two.found.forecast).toEqual((await fitted(2)).found.forecast)
    expect(two.found.forecast).not.toEqual(other.found.forecast)
    expect(summariseResiduals(two.found.forecast).distance).toBeLessThan(1.63 / Math.sqrt(1500))
    expect(summariseAutocorrelation(two.found.forecast, two.offsets).independencePValue).toBeGreaterThan(0.01)
    const lonely = summariseAutocorrelation(one.found.forecast, one.offsets)
    expect(lonely.independencePValue).toBeLessThan(1e-10)
    expect(lonely.autocorrelations[0]).toBeGreaterThan(0.4)
  })
})

async function simulated(draw: (state: number, random: ReturnType<typeof createRandom>) => number) {
  const random = createRandom(12)
  const lines: string[] = []
  for (let s = 0; s < 40; s++) {
    let state = random.uniform() < 0.6 ? 0 : 1
    for (let t = 0; t < 50; t++) {
      if (t > 0) state = random.uniform() < transition[state]![0]! ? 0 : 1
      lines.push(`${s},${draw(state, random)},`)
    }
  }
  const prepared = await prepareRows(given, `id,x,y\n${lines.join('\n')}\n`)
  const compiled = compileModel(prepared.model, givenParameters(prepared))
  const [found] = await pseudoResiduals(compiled, prepared.data, prepared.engine, { seed: 1 })
  return { ...found!, offsets: prepared.data.offsets }
}
