import { describe, expect, it } from 'vitest'
import type { EncodedGroup } from '../../../src/encode/encoded.js'
import type { Expert } from '../../../src/model/expert.js'
import type { Parameters } from '../../../src/model/tensor.js'
import { createRandom } from '../../../src/random.js'
import {
  expertFor,
  logProbabilities,
  numbers,
  planOfNumbers,
  randomResponsibilities,
  statisticsOf,
  stepsOf,
  sum,
} from './support.js'

const structures = ['full', 'diagonal', 'spherical', 'tied'] as const
const MISSING = Number.NaN

function unitPlan(dimension: number) {
  return planOfNumbers([...Array(dimension).fill(-1), ...Array(dimension).fill(1)], dimension)
}

interface Climb {
  readonly parameters: Parameters
  readonly trace: readonly number[]
  /** Steps until the objective rises by no more than a relative 1e-8. */
  readonly steps: number
}

/** M-steps with responsibilities that stay, from the first one on. */
function climb(expert: Expert, group: EncodedGroup, responsibilities: Float64Array, most = 500): Climb {
  const objective = (at: Parameters) =>
    sum(
      logProbabilities(expert, at, group).map((log, i) =>
        responsibilities[i] === 0 ? 0 : responsibilities[i]! * log,
      ),
    ) + expert.logPrior(at)
  const first = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
  const statistics = new Float64Array(expert.statisticsLength)
  expert.compile(first, { unweighted: true }).collect(group, 0, stepsOf(group), responsibilities, statistics)
  let { parameters } = expert.maximise(statistics, null)
  const trace = [objective(parameters)]
  let steps = 0
  for (let i = 0; i < most; i++) {
    parameters = expert.maximise(
      statisticsOf(expert, parameters, group, responsibilities),
      parameters,
    ).parameters
    trace.push(objective(parameters))
    const rise = trace.at(-1)! - trace.at(-2)!
    if (steps === 0 && rise <= 1e-8 * (1 + Math.abs(trace.at(-1)!))) steps = i + 1
    if (rise <= 1e-14 * Math.abs(trace.at(-1)!)) break
  }
  return { parameters, trace, steps }
}

/** Draws of a t law (ν = ∞: normal) whose columns go together. */
function draws(nu: number, steps: number, columns: number): number[] {
  const random = createRandom(5, nu, columns)
  return Array.from({ length: steps }, () => {
    const spread = nu === Number.POSITIVE_INFINITY ? 1 : Math.sqrt(nu / 2 / random.gamma(nu / 2))
    let z = 0
    return Array.from({ length: columns }, (_, d) => {
      z = 0.5 * z + random.normal()
      return 10 * d + (d + 1) * z * spread
    })
  }).flat()
}

/** A generator that other programs repeat in a line: s ← 48271·s mod (2³¹ − 1). */
function* uniforms(seed: number): Generator<number, never> {
  for (let s = seed; ; ) {
    s = (s * 48271) % 2147483647
    yield s / 2147483647
  }
}

describe('student-t', () => {
  const mean = [[1, -2, 0.5]]
  const covariance = [
    [
      [2, 0.6, -0.4],
      [0.6, 1, 0.3],
      [-0.4, 0.3, 1.5],
    ],
  ]
  const x = [0.3, -1.1, 2]
  const start = { mean, covariance, degreesOfFreedom: [3.5] }
  const full = () => expertFor({ family: 'student-t', start }, unitPlan(3), 1)

  // scipy 1.17.1: multivariate_t.logpdf of the vector, of its first and third cell, and t.logpdf of the second.
  it.each([
    ['all cells', x, -4.539846878462814],
    ['the second missing', [x[0]!, MISSING, x[2]!], -3.366656058829741],
    ['the second alone', [MISSING, x[1]!, MISSING], -1.4578671964051506],
  ])('has the log density that scipy gives: %s', (_, cells, value) => {
    expect(logProbabilities(full(), full().start, numbers(cells, 3))[0]).toBeCloseTo(value, 13)
  })

  it('is a multivariate t, not a product of t laws, where the scale matrix is diagonal (scipy 1.17.1)', () => {
    const given = { mean: [[1, -2]], covariance: [[2, 1]], degreesOfFreedom: [3.5] }
    const expert = expertFor({ family: 'student-t', covariance: 'diagonal', start: given }, unitPlan(2), 1)
    expect(logProbabilities(expert, expert.start, numbers([0.3, -1.1], 2))[0]).toBeCloseTo(
      -2.9089727027848404,
      13,
    )
  })

  it('finds the fit of one column that scipy finds', () => {
    // scipy 1.17.1: Nelder-Mead to 1e-13 on −Σ t.logpdf (t.fit itself stops at −175.62): −174.61315027753915.
    const next = uniforms(20_251_125)
    const u = () => next.next().value
    const values = Array.from(
      { length: 80 },
      () => Math.round(1000 * (5 + (2 * (u() + u() + u() + u() - 2)) / (0.15 + u()))) / 1000,
    )
    const { parameters, trace } = climb(
      expertFor({ family: 'student-t' }, planOfNumbers(values, 1), 1),
      numbers(values, 1),
      new Float64Array(80).fill(1),
    )
    expect(trace.at(-1)).toBeCloseTo(-174.61315027753915, 9)
    expect(parameters.mean!.values[0]).toBeCloseTo(4.659598570329532, 5)
    expect(parameters.covariance!.values[0]).toBeCloseTo(1.5983682794799396, 5)
    expect(parameters.degreesOfFreedom!.values[0]).toBeCloseTo(2.0437968697129034, 5)
  })

  it.each(structures.flatMap((covariance) => [false, true].map((gaps) => [covariance, gaps] as const)))(
    'comes to rest where the gradient of the log-likelihood is zero (%s, missing cells: %s)',
    (covariance, gaps) => {
      const values = draws(4, 150, 3).map((v, i) => (gaps && (i * 7919) % 10 < 2 ? MISSING : v))
      const group = numbers(values, 3)
      for (const degreesOfFreedom of ['estimated', 'tied'] as const) {
        const options = { family: 'student-t', covariance, degreesOfFreedom }
        const expert = expertFor(options, planOfNumbers(values, 3), 2)
        const responsibilities = randomResponsibilities(createRandom(3), 150, 2)
        const { parameters, trace } = climb(expert, group, responsibilities)
        const best = trace.at(-1)!
        for (const [name, tensor] of Object.entries(parameters)) {
          for (let i = 0; i < tensor.values.length; i++) {
            // Entries (i, j) and (j, i) of a matrix move together.
            const n = tensor.shape.at(-1) ?? 1
            const matrix = name === 'covariance' && tensor.axes.at(-2) === 'column'
            const twin = matrix ? i - (i % (n * n)) + (i % n) * n + Math.floor((i % (n * n)) / n) : i
            const size = 1e-4 * Math.max(Math.abs(tensor.values[i]!), 0.1)
            const at = (step: number) => {
              const moved = tensor.values.slice()
              for (const j of new Set([i, twin])) moved[j] = moved[j]! + step
              const other = { ...parameters, [name]: { ...tensor, values: moved } }
              return sum(logProbabilities(expert, other, group).map((log, t) => responsibilities[t]! * log))
            }
            const gradient = (at(size) - at(-size)) / (2 * size)
            expect(Math.abs(gradient * Math.max(Math.abs(tensor.values[i]!), 0.1))).toBeLessThan(
              1e-6 * Math.abs(best),
            )
          }
        }
      }
    },
  )

  it.each([1, 3, 10, 30, Number.POSITIVE_INFINITY].flatMap((nu) => [1, 3].map((columns) => [nu, columns])))(
    'never falls, and is there in sixty steps, on tails of %d degrees of freedom in %d columns',
    (nu, columns) => {
      const values = draws(nu!, 800, columns!)
      const expert = expertFor({ family: 'student-t' }, planOfNumbers(values, columns!), 1)
      const { trace, steps } = climb(expert, numbers(values, columns!), new Float64Array(800).fill(1))
      for (let i = 1; i < trace.length; i++)
        expect(trace[i]! - trace[i - 1]!).toBeGreaterThanOrEqual(-1e-10 * (1 + Math.abs(trace[i]!)))
      // Plain EM takes 48 to 900 of them here, and stops up to 2e-3 short.
      expect(steps).toBeGreaterThan(0)
      expect(steps).toBeLessThanOrEqual(60)
      expect(trace.at(-1)! - trace[steps]!).toBeLessThan(5e-4)
    },
  )

  it('ends at the largest number of degrees of freedom where tails are lighter than normal, and says so', () => {
    const values = Array.from({ length: 300 }, (_, i) => Math.sin(i) + 0.1 * Math.cos(7 * i))
    const expert = expertFor({ family: 'student-t' }, planOfNumbers(values, 1), 1)
    const { parameters } = climb(expert, numbers(values, 1), new Float64Array(300).fill(1))
    expect(parameters.degreesOfFreedom!.values[0]).toBe(1e4)
    expect(expert.describe(parameters).rows[0]!.at(-1)).toBe('10000 (normal)')
    const normal = expertFor({ family: 'gaussian' }, planOfNumbers(values, 1), 1)
    const gaussian = climb(normal, numbers(values, 1), new Float64Array(300).fill(1)).parameters
    expect(parameters.mean!.values[0]).toBeCloseTo(gaussian.mean!.values[0]!, 3)
    expect(parameters.covariance!.values[0]).toBeCloseTo(gaussian.covariance!.values[0]!, 3)
  })

  it('begins as gaussian does: the first M-step takes all observations alike', () => {
    const values = draws(3, 60, 2).map((v, i) => (i % 11 === 0 ? MISSING : v))
    const responsibilities = randomResponsibilities(createRandom(2), 60, 3)
    for (const covariance of structures) {
      const [t, normal] = ['student-t', 'gaussian'].map((family) => {
        const expert = expertFor({ family, covariance }, planOfNumbers(values, 2), 3)
        const statistics = new Float64Array(expert.statisticsLength)
        const first = expert.maximise(statistics, null).parameters
        expert
          .compile(first, { unweighted: true })
          .collect(numbers(values, 2), 0, 60, responsibilities, statistics)
        return expert.maximise(statistics, null).parameters
      })
      for (const name of ['mean', 'covariance'])
        Array.from(t![name]!.values).forEach((v, i) => {
          expect(v).toBeCloseTo(normal![name]!.values[i]!, 9)
        })
    }
  })

  it('has one ν for all states where it is tied, none to estimate where it is given', () => {
    const options = (degreesOfFreedom: unknown) => ({ family: 'student-t', degreesOfFreedom })
    const values = draws(3, 40, 2)
    const parameters = (degreesOfFreedom: unknown) => {
      const expert = expertFor(options(degreesOfFreedom), planOfNumbers(values, 2), 3)
      const end = climb(expert, numbers(values, 2), randomResponsibilities(createRandom(2), 40, 3), 5)
      return { free: expert.freeParameters, values: Array.from(end.parameters.degreesOfFreedom!.values) }
    }
    expect(parameters('estimated').free).toBe(3 * (2 + 3 + 1))
    expect(parameters('estimated').values).toHaveLength(3)
    expect(parameters('tied').free).toBe(3 * (2 + 3) + 1)
    expect(parameters('tied').values).toHaveLength(1)
    expect(parameters(4)).toEqual({ free: 3 * (2 + 3), values: [4] })
  })

  it('reports the states that the variance floor holds up', () => {
    const expert = expertFor(
      { family: 'student-t', covariance: 'diagonal', varianceFloor: 0.01 },
      unitPlan(1),
      2,
    )
    const values = [1, 1, 1, 1, -3, 0, 2, -2, 5]
    const hard = Float64Array.from({ length: 18 }, (_, i) => Number((i >> 1 < 4 ? 0 : 1) === i % 2))
    const { parameters } = climb(expert, numbers(values, 1), hard, 50)
    const last = expert.maximise(statisticsOf(expert, parameters, numbers(values, 1), hard), parameters)
    expect(last.floored).toEqual([0])
    expect(last.parameters.covariance!.values[0]).toBeCloseTo(0.01, 14)
  })

  it('is not led astray by outliers, as gaussian is', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 20 === 0 ? 500 : Math.sin(i)))
    const expert = expertFor({ family: 'student-t' }, planOfNumbers(values, 1), 1)
    const { parameters } = climb(expert, numbers(values, 1), new Float64Array(100).fill(1))
    expect(Math.abs(parameters.mean!.values[0]!)).toBeLessThan(0.3)
    expect(parameters.covariance!.values[0]).toBeLessThan(1)
  })

  it('has marginals whose variance is infinite up to two degrees of freedom', () => {
    const law = (nu: number) =>
      expertFor({ family: 'student-t', start: { ...start, degreesOfFreedom: [nu] } }, unitPlan(3), 1)
    const marginal = (nu: number) => law(nu).compile(law(nu).start).marginal!(0, 0)
    expect(marginal(2).variance).toBe(Number.POSITIVE_INFINITY)
    expect(marginal(4).variance).toBeCloseTo(4, 14)
    // scipy 1.17.1: t.cdf(0.3, 3.5, loc=1, scale=sqrt(2))
    expect(marginal(3.5).cumulative(0.3)).toBeCloseTo(0.32502725010519495, 13)
  })

  it.each([
    [
      { start: { degreesOfFreedom: [0.01] } },
      /start\.degreesOfFreedom: expected numbers from 0\.1 to 10000, got 0\.01/,
    ],
    [{ start: { degreesOfFreedom: [1, 2] } }, /start\.degreesOfFreedom: expected 1 numbers .*got 2 numbers/],
    [
      { degreesOfFreedom: 5, start: { degreesOfFreedom: 6 } },
      /start\.degreesOfFreedom: expected 5, at which degreesOfFreedom fixes them, got 6/,
    ],
    [{ start: { covariance: [[[0]]] } }, /start\.covariance: expected variances above 0, got 0 in state 1/],
  ])('refuses start values that cannot be: %j', (options, message) => {
    expect(() => expertFor({ family: 'student-t', ...options }, unitPlan(1), 1)).toThrow(message)
  })
})
