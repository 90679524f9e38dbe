import fc from 'fast-check'
import { Matrix, SVD } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { EncodedGroup } from '../../../src/encode/encoded.js'
import type { Expert } from '../../../src/model/expert.js'
import type { Parameters } from '../../../src/model/tensor.js'
import { createRandom } from '../../../src/random.js'
import { type Case, cases } from './cases.js'
import { perturb } from './perturb.js'
import { columnGrid, integrate } from './quadrature.js'
import {
  expertFor,
  logProbabilities,
  nested,
  normaliseRows,
  numbers,
  permuteStates,
  randomParameters,
  randomResponsibilities,
  statisticsOf,
  stepsOf,
  sum,
  symbols,
} from './support.js'

/** Rounding in a sum of a few hundred log densities. */
const ROUNDING = 1e-11
/** Trapezoid rule over ±9 standard deviations, and sums of a few hundred probabilities. */
const QUADRATURE = 1e-9
/** A mean of independent draws lies farther out than this with probability 6e-7. */
const STANDARD_ERRORS = 5
const DRAWS = 4000
/** Enough for the EM inside an M-step to come to its end. */
const LATENT_STEPS = 250

const seeds = fc.integer({ min: 1, max: 1e6 })
const runs = { seed: 20_240_501, numRuns: 4 }

const table = cases.map((built) => ({ name: built.name, built }))
const without = (left: (built: Case) => boolean) => table.filter(({ built }) => !left(built))

function parametersOf(built: Case, seed = 1): Parameters {
  return randomParameters(
    built.expert,
    built.group(createRandom(seed, 'data'), 100),
    createRandom(seed, 'parameters'),
  )
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = ROUNDING): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] === expected[i]) continue
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i]!)))
  }
}

/** Σ r·log p(x | k), 0·log 0 = 0. */
function expectedLogLikelihood(
  expert: Expert,
  parameters: Parameters,
  group: EncodedGroup,
  responsibilities: Float64Array,
): number {
  return sum(
    logProbabilities(expert, parameters, group).map((log, i) =>
      responsibilities[i] === 0 ? 0 : responsibilities[i]! * log,
    ),
  )
}

/** One sweep of EM for a mixture with equal weights: log-likelihood before it, and the new parameters. */
function sweep(
  expert: Expert,
  parameters: Parameters,
  group: EncodedGroup,
): { objective: number; parameters: Parameters } {
  const logs = logProbabilities(expert, parameters, group)
  const states = expert.states
  let objective = expert.logPrior(parameters)
  const responsibilities = logs.slice()
  for (let begin = 0; begin < logs.length; begin += states) {
    const row = logs.subarray(begin, begin + states)
    const largest = Math.max(...row)
    objective += largest + Math.log(row.reduce((a, log) => a + Math.exp(log - largest), 0) / states)
    for (let k = 0; k < states; k++) responsibilities[begin + k] = Math.exp(row[k]! - largest)
  }
  normaliseRows(responsibilities, states)
  const statistics = statisticsOf(expert, parameters, group, responsibilities)
  return { objective, parameters: expert.maximise(statistics, parameters).parameters }
}

describe('every expert', () => {
  describe.each(without((b) => b.plan.kind === 'symbols'))('$name', ({ built }) => {
    const columns = built.expert.columns.length

    it('has a density that sums to one, and to that of the observed cells where some are missing', () => {
      const parameters = parametersOf(built)
      const [vector] = [built.group(createRandom(3), 1)]
      const observed = vector.kind === 'numbers' ? Array.from(vector.values) : []
      for (let pattern = 0; pattern < 2 ** columns; pattern++) {
        const cells = observed.map((x, d) => (pattern & (1 << d) ? Number.NaN : x))
        if (cells.filter(Number.isNaN).length > 2 && built.input.family !== 'bernoulli') continue
        for (let state = 0; state < built.states; state++) {
          const marginal = Math.exp(
            logProbabilities(built.expert, parameters, numbers(cells, columns))[state]!,
          )
          expect(Math.abs(integrate(built, parameters, state, cells) / marginal - 1)).toBeLessThan(QUADRATURE)
        }
      }
    })

    it('has marginal laws that agree with the density of each column', () => {
      const parameters = parametersOf(built)
      for (let state = 0; state < built.states; state++) {
        for (let column = 0; column < columns; column++) {
          const marginal = built.expert.compile(parameters).marginal!(state, column)
          const { points, weights } = columnGrid(built, parameters, state, column)
          const rows = points.flatMap((x) =>
            Array.from({ length: columns }, (_, d) => (d === column ? x : Number.NaN)),
          )
          const logs = logProbabilities(built.expert, parameters, numbers(rows, columns))
          const mass = points.map((_, t) => weights[t]! * Math.exp(logs[t * built.states + state]!))
          const mean = mass.reduce((a, m, t) => a + m * points[t]!, 0)
          const variance = mass.reduce((a, m, t) => a + m * (points[t]! - mean) ** 2, 0)
          expectClose([mean, variance], [marginal.mean, marginal.variance], QUADRATURE)
          if (!marginal.discrete) continue
          let below = 0
          points.forEach((x, t) => {
            below += mass[t]!
            expectClose([marginal.cumulative(x)], [below], QUADRATURE)
            expectClose([marginal.cumulative(x - 0.5)], [below - mass[t]!], QUADRATURE)
          })
        }
      }
    })

    it('draws samples whose means and variances are its own', () => {
      const parameters = parametersOf(built)
      const compiled = built.expert.compile(parameters)
      for (let state = 0; state < built.states; state++) {
        const random = createRandom(5, built.name, state)
        const draws = Array.from({ length: DRAWS }, () => compiled.sample(state, random, null))
        for (let d = 0; d < columns; d++) {
          const { mean, variance } = compiled.marginal!(state, d)
          const sampleMean = draws.reduce((a, x) => a + x[d]!, 0) / DRAWS
          const squares = draws.map((x) => (x[d]! - mean) ** 2)
          const sampleVariance = squares.reduce((a, b) => a + b, 0) / DRAWS
          const spread = Math.sqrt(squares.reduce((a, s) => a + (s - sampleVariance) ** 2, 0) / DRAWS)
          expect(Math.abs(sampleMean - mean)).toBeLessThanOrEqual(
            STANDARD_ERRORS * Math.sqrt(variance / DRAWS),
          )
          expect(Math.abs(sampleVariance - variance)).toBeLessThanOrEqual(
            (STANDARD_ERRORS * spread) / Math.sqrt(DRAWS) + 1e-12,
          )
        }
      }
    })

    it('takes a vector without any observed cell as no evidence at all', () => {
      const parameters = parametersOf(built)
      const nothing = numbers(new Float64Array(2 * columns).fill(Number.NaN), columns)
      expect(Array.from(logProbabilities(built.expert, parameters, nothing))).toEqual(
        Array(2 * built.states).fill(0),
      )
      expect(
        statisticsOf(
          built.expert,
          parameters,
          nothing,
          randomResponsibilities(createRandom(1), 2, built.states),
        ).every((s) => s === 0),
      ).toBe(true)
    })

    it('never gives NaN, however far away a cell is', () => {
      const parameters = parametersOf(built)
      const extreme = [1e300, -1e300, 1e150, 0, -1, 0.5, 1e9].flatMap((x) => Array<number>(columns).fill(x))
      expect(logProbabilities(built.expert, parameters, numbers(extreme, columns)).some(Number.isNaN)).toBe(
        false,
      )
    })
  })

  describe.each(without((b) => b.plan.kind === 'numbers'))('$name', ({ built }) => {
    const count = built.plan.kind === 'symbols' ? built.plan.symbols.length : 0
    const all = Array.from({ length: count }, (_, v) => v)

    it('has probabilities that sum to one', () => {
      const parameters = parametersOf(built)
      for (const before of built.chained ? [null, ...all] : [null]) {
        const logs = all.map((v) =>
          logProbabilities(built.expert, parameters, symbols(before === null ? [v] : [before, v], count)),
        )
        for (let k = 0; k < built.states; k++) {
          expect(logs.reduce((a, log) => a + Math.exp(log.at(k - built.states)!), 0)).toBeCloseTo(1, 12)
        }
      }
    })

    it('draws symbols as often as their probabilities say', () => {
      const parameters = parametersOf(built)
      const compiled = built.expert.compile(parameters)
      for (let state = 0; state < built.states; state++) {
        for (const before of built.chained ? [null, ...all] : [null]) {
          const random = createRandom(5, built.name, state)
          const drawn = new Float64Array(count)
          for (let i = 0; i < DRAWS; i++) {
            const [code] = compiled.sample(state, random, before === null ? null : [before])
            drawn[code!] = drawn[code!]! + 1 / DRAWS
          }
          for (const v of all) {
            const log = logProbabilities(
              built.expert,
              parameters,
              symbols(before === null ? [v] : [before, v], count),
            )
            const p = Math.exp(log.at(state - built.states)!)
            expect(Math.abs(drawn[v]! - p)).toBeLessThanOrEqual(
              STANDARD_ERRORS * Math.sqrt((p * (1 - p)) / DRAWS) + 1e-12,
            )
          }
        }
      }
    })

    it('sums a missing cell out', () => {
      const parameters = parametersOf(built)
      const logs = logProbabilities(built.expert, parameters, symbols([0, -1], count))
      expect(Array.from(logs.subarray(built.states))).toEqual(Array(built.states).fill(0))
    })
  })

  describe.each(table)('$name', ({ built }) => {
    const { expert, states } = built

    it('has statistics of two parts that add up to those of the whole', () => {
      const missing = !built.chained
      const parameters = parametersOf(built)
      const group = built.group(createRandom(7), 60, missing)
      const responsibilities = randomResponsibilities(createRandom(8), 60, states)
      const compiled = expert.compile(parameters)
      const parts = new Float64Array(expert.statisticsLength)
      compiled.collect(group, 0, 23, responsibilities.subarray(0, 23 * states), parts)
      compiled.collect(group, 23, 60, responsibilities.subarray(23 * states), parts)
      const apart = [
        [0, 23],
        [23, 60],
      ].map(([from, to]) => {
        const part: EncodedGroup =
          group.kind === 'numbers'
            ? numbers(group.values.subarray(from! * group.dimension, to! * group.dimension), group.dimension)
            : symbols(group.codes.subarray(from, to), group.symbols)
        const statistics = new Float64Array(expert.statisticsLength)
        compiled.collect(
          part,
          0,
          to! - from!,
          responsibilities.slice(from! * states, to! * states),
          statistics,
        )
        return statistics
      })
      expectClose(
        parts,
        apart[0]!.map((value, i) => value + apart[1]![i]!),
      )
      if (!built.chained) expectClose(parts, statisticsOf(expert, parameters, group, responsibilities), 1e-10)
    })

    it('has an M-step that nothing allowed improves on', () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const random = createRandom(seed)
          const missing = !built.chained && (!built.joint || built.latent)
          const group = built.group(random.split('data'), 90, missing)
          const before = parametersOf(built, seed)
          const responsibilities = randomResponsibilities(random.split('responsibilities'), 90, states)
          let parameters = before
          for (let i = 0; i < (built.latent ? LATENT_STEPS : 1); i++)
            parameters = expert.maximise(
              statisticsOf(expert, parameters, group, responsibilities),
              parameters,
            ).parameters
          const objective = (at: Parameters) =>
            expectedLogLikelihood(expert, at, group, responsibilities) + expert.logPrior(at)
          const best = objective(parameters)
          expect(Number.isFinite(best)).toBe(true)
          for (const size of [0.5, 0.1, 1e-2, 1e-3, 1e-4]) {
            for (let i = 0; i < 6; i++) {
              const other = objective(perturb(built, parameters, random, size))
              expect(other).toBeLessThanOrEqual(best + ROUNDING * (1 + Math.abs(best)))
            }
          }
        }),
        runs,
      )
    })

    it.each(built.chained ? [false] : [false, true])('never falls in EM (missing cells: %s)', (missing) => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const group = built.group(createRandom(seed, 'data'), 80, missing)
          let parameters = randomParameters(expert, group, createRandom(seed, 'parameters'))
          let last = Number.NEGATIVE_INFINITY
          for (let i = 0; i < 12; i++) {
            const swept = sweep(expert, parameters, group)
            expect(swept.objective).toBeGreaterThanOrEqual(last - 1e-10 * (1 + Math.abs(last)))
            last = swept.objective
            parameters = swept.parameters
          }
        }),
        runs,
      )
    })

    it('gives the same draws for the same seed, and others for another', () => {
      const compiled = expert.compile(parametersOf(built))
      const draws = (seed: number) => {
        const random = createRandom(seed)
        return Array.from({ length: 50 }, () => compiled.sample(states - 1, random, null))
      }
      expect(draws(1)).toEqual(draws(1))
      expect(draws(1)).not.toEqual(draws(2))
    })

    it('reproduces its parameters from start values', () => {
      const parameters = parametersOf(built)
      const start = Object.fromEntries(
        Object.entries(parameters).map(([name, tensor]) => [name, nested(tensor)]),
      )
      const again = expertFor(
        { ...built.input, start: JSON.parse(JSON.stringify(start)) },
        built.plan,
        states,
      )
      for (const [name, { values, axes }] of Object.entries(again.start)) {
        expectClose(values, parameters[name]!.values, 1e-15)
        expect(axes).toEqual(expert.layout[name]!.axes)
      }
      const first = again.maximise(new Float64Array(expert.statisticsLength), null).parameters
      expect(first).toEqual(again.start)
    })

    it('gives permuted columns for permuted states, and a permuted M-step', () => {
      const order = Array.from({ length: states }, (_, k) => (k + 1) % states)
      const parameters = parametersOf(built)
      const permuted = permuteStates(parameters, order)
      const group = built.group(createRandom(9), 40)
      const swap = (rows: Float64Array) => rows.map((_, i) => rows[i - (i % states) + order[i % states]!]!)
      expectClose(
        logProbabilities(expert, permuted, group),
        swap(logProbabilities(expert, parameters, group)),
      )
      if (expert.fixed.length > 0 || Object.keys(expert.start).length > 0) return
      const responsibilities = randomResponsibilities(createRandom(10), 40, states)
      const plain = expert.maximise(
        statisticsOf(expert, parameters, group, responsibilities),
        parameters,
      ).parameters
      const other = expert.maximise(
        statisticsOf(expert, permuted, group, swap(responsibilities)),
        permuted,
      ).parameters
      for (const [name, { values }] of Object.entries(permuteStates(plain, order)))
        expectClose(other[name]!.values, values)
    })

    // On the floor the estimates fill a part of the space only.
    if (built.input.varianceFloor === undefined)
      it('counts as free parameters the dimensions that its estimates fill', () => {
        const samples = Array.from({ length: expert.freeParameters + 12 }, (_, i) => {
          const parameters = randomParameters(
            expert,
            built.group(createRandom(i, 'data'), 60),
            createRandom(i, 'parameters'),
          )
          return Object.values(parameters).flatMap(({ values }) => Array.from(values))
        })
        expect(affineRank(samples)).toBe(expert.freeParameters)
      })

    it('keeps the values of states that no step belongs to', () => {
      const parameters = parametersOf(built)
      const nobody = new Float64Array(expert.statisticsLength)
      expect(expert.maximise(nobody, parameters).parameters).toEqual(parameters)
      const group = built.group(createRandom(4), 50)
      const lonely = Float64Array.from({ length: 50 * states }, (_, i) => Number(i % states === 0))
      const after = expert.maximise(statisticsOf(expert, parameters, group, lonely), parameters).parameters
      for (const [name, { values, axes }] of Object.entries(after)) {
        if (axes[0] !== 'state') continue
        const own = values.length / states
        expect(Array.from(values.subarray(own))).toEqual(Array.from(parameters[name]!.values.subarray(own)))
      }
    })

    if (expert.fixed.length > 0)
      it('keeps fixed parameters, whatever the data say', () => {
        const parameters = parametersOf(built)
        const group = built.group(createRandom(4), 50)
        const responsibilities = randomResponsibilities(createRandom(5), 50, states)
        const statistics = statisticsOf(expert, parameters, group, responsibilities)
        for (const previous of [parameters, null]) {
          const after = expert.maximise(statistics, previous).parameters
          for (const name of expert.fixed) expect(after[name]).toEqual(expert.start[name])
        }
      })

    it('can be described in one row a state', () => {
      const { heads, rows } = expert.describe(parametersOf(built))
      expect(rows).toHaveLength(states)
      for (const row of rows) {
        expect(row).toHaveLength(heads.length)
        expect(row.join(' ')).not.toMatch(/NaN|undefined/)
      }
    })

    it('works on no more steps than it is given', () => {
      const parameters = parametersOf(built)
      const group = built.group(createRandom(4), 30)
      const steps = stepsOf(group)
      const out = new Float64Array((steps + 1) * states).fill(7)
      expert.compile(parameters).addLogProbability(group, 10, 20, out)
      expect(out.subarray(10 * states).every((x) => x === 7)).toBe(true)
      expect(out.subarray(0, 10 * states).every((x) => x !== 7)).toBe(true)
    })
  })
})

/** Dimension of the affine hull of points, each coordinate in units of its spread. */
function affineRank(points: readonly number[][]): number {
  const width = points[0]!.length
  const centred = Matrix.zeros(points.length, width)
  for (let c = 0; c < width; c++) {
    const mean = points.reduce((a, p) => a + p[c]!, 0) / points.length
    const largest = Math.max(...points.map((p) => Math.abs(p[c]! - mean)))
    if (largest <= 1e-12 * Math.abs(mean)) continue
    points.forEach((p, r) => {
      centred.set(r, c, (p[c]! - mean) / largest)
    })
  }
  const singular = new SVD(centred, { autoTranspose: true }).diagonal
  return singular.filter((value) => value > 1e-9 * Math.max(1, singular[0]!)).length
}
