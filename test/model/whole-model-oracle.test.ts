import { describe, expect, it } from 'vitest'
import { createReferenceEngine } from '../../src/inference/index.js'
import { compileModel } from '../../src/model/compile.js'
import { askSequences } from '../../src/model/infer.js'
import { createStatistics } from '../../src/model/statistics.js'
import { expectation } from '../../src/training/expectation.js'
import { modelOracle } from './oracle.js'
import { type CaseOptions, expertCases, gateCases, randomCase, STATES } from './random-case.js'

const engine = createReferenceEngine()
const SAME = 1e-10
const SEEDS = 3

/** No missing cells and no labels; missing cells; known states; both. */
const circumstances: readonly Omit<CaseOptions, 'seed'>[] = [
  {},
  { missing: 0.4 },
  { missing: 0.7 },
  { labels: 'partial' },
  { labels: 'full' },
  { labels: 'partial', missing: 0.4 },
  { labels: 'full', missing: 0.4 },
]

const pairs = Object.keys(gateCases).flatMap((gate) =>
  Object.keys(expertCases).map((expert) => [gate, expert] as const),
)

function near(actual: number, expected: number, what: string): void {
  if (actual === expected) return
  if (!(Math.abs(actual - expected) <= SAME * (1 + Math.abs(expected))))
    expect.fail(`${what}: ${actual}, oracle ${expected}`)
}

describe.each(pairs)('%s × %s', (gate, expert) => {
  it('agrees with the sum over all paths and missing symbols', () => {
    for (const circumstance of circumstances) {
      for (let seed = 1; seed <= SEEDS; seed++)
        compareOne(gate, expert, { ...circumstance, seed, sequences: 2 })
    }
  })
})

function compareOne(gate: string, expert: string, options: CaseOptions): void {
  const { model, data, parameters } = randomCase(gateCases[gate]!, expertCases[expert]!, options)
  const compiled = compileModel(model, parameters)
  const clamp = data.labels !== null
  const questions = askSequences(compiled, engine, data, clamp)
  const oracles = [0, 1].map((s) => modelOracle(model, parameters, data, s, clamp))
  const title = `${JSON.stringify(options)}, `

  for (const [s, oracle] of oracles.entries()) {
    const rows = (actual: Float64Array, expected: number[][], what: string) => {
      expected.forEach((row, t) => {
        row.forEach((p, k) => {
          near(actual[t * STATES + k]!, p, `${title}sequence ${s}, ${what}[${t}][${k}]`)
        })
      })
    }
    near(questions.logLikelihood(s).logLikelihood, oracle.logLikelihood, `${title}log-likelihood`)
    const smooth = questions.smooth(s)
    near(smooth.logLikelihood, oracle.logLikelihood, `${title}log-likelihood while smoothing`)
    rows(smooth.smoothed, oracle.smoothed, 'smoothed')
    const filter = questions.filter(s)
    rows(filter.filtered, oracle.filtered, 'filtered')
    rows(filter.predicted, oracle.predicted, 'predicted')
    oracle.logPredictive.forEach((log, t) => {
      near(filter.logPredictive[t]!, log, `${title}surprise ${t}`)
    })
    const best = questions.bestPath(s)
    near(best.logProbability, oracle.bestScore, `${title}best path`)
    // The score of a path sums the missing symbols out, that of the best expanded path takes their best values.
    expect(oracle.logJoint(best.path)).toBeGreaterThanOrEqual(best.logProbability - SAME)
  }

  const statistics = createStatistics(model)
  const { logLikelihood, impossible } = expectation(compiled, data, engine, statistics)
  expect(impossible).toBe(null)
  const sum = (f: (o: (typeof oracles)[number]) => number) => oracles.reduce((total, o) => total + f(o), 0)
  near(
    logLikelihood,
    sum((o) => o.logLikelihood),
    `${title}E-step log-likelihood`,
  )
  const counts = model.gate.inputs(parameters.gate)!.transitions
  for (let k = 0; k < STATES; k++) {
    near(
      statistics.gate[k]!,
      sum((o) => o.smoothed[0]![k]!),
      `${title}initial[${k}]`,
    )
    const visits = sum((o) => o.smoothed.reduce((total, row) => total + row[k]!, 0))
    near(statistics.gate[STATES + k]!, visits, `${title}visits[${k}]`)
    if (model.gate.kind !== 'markov') continue
    for (let to = 0; to < STATES; to++) {
      const at =
        counts.kind === 'sparse'
          ? [...counts.columns].findIndex(
              (c, i) => c === to && i >= counts.rowStarts[k]! && i < counts.rowStarts[k + 1]!,
            )
          : k * STATES + to
      const count = at < 0 ? 0 : statistics.gate[2 * STATES + at]!
      near(
        count,
        sum((o) => o.transitionCounts[k]![to]!),
        `${title}count[${k}][${to}]`,
      )
    }
  }
  expectChains(title, oracles, statistics.experts, data)
}

/**
 * The counts of order-1 experts, layout [K][V] first symbols and [K][V][V] pairs. A sequence whose missing symbols
 * stand at its end only is not expanded: they add nothing, to likelihood or counts.
 */
function expectChains(
  title: string,
  oracles: readonly ReturnType<typeof modelOracle>[],
  statistics: readonly Float64Array[],
  data: ReturnType<typeof randomCase>['data'],
): void {
  for (const [e, first] of oracles[0]!.chains) {
    const group = data.groups[e]!
    if (group.kind !== 'symbols') throw new Error('not symbols')
    const codes = [0, 1].map((s) => [...group.codes.subarray(data.offsets[s], data.offsets[s + 1])])
    if (
      codes.some((list) => list.includes(-1) && !list.some((c, t) => t > 0 && c >= 0 && list[t - 1] === -1))
    )
      continue
    const flat = (o: (typeof oracles)[number]) => [
      ...o.chains.get(e)!.first.flat(),
      ...o.chains.get(e)!.pairs.flat(2),
    ]
    flat(oracles[0]!).forEach((count, i) => {
      near(
        statistics[e]![i]!,
        count + flat(oracles[1]!)[i]!,
        `${title}order-1 count ${i} of ${first.first.length} states`,
      )
    })
  }
}

describe('the probabilities of all sequences of a small discrete space sum to one', () => {
  const discrete: typeof expertCases = {
    categorical: [{ family: 'categorical', columns: 'a' }],
    'categorical of order 1': [{ family: 'categorical', columns: 'a', order: 1 }],
    bernoulli: [{ family: 'bernoulli', columns: ['a', 'b'] }],
    'categorical of order 1 × bernoulli': [
      { family: 'categorical', columns: 'a', order: 1 },
      { family: 'bernoulli', columns: 'b' },
    ],
  }

  it.each(Object.keys(gateCases).flatMap((gate) => Object.keys(discrete).map((e) => [gate, e] as const)))(
    '%s × %s',
    (gate, expert) => {
      for (const missingStep of [null, 0, 1]) {
        const steps = 3
        const drawn = randomCase(gateCases[gate]!, discrete[expert]!, { seed: 3, sequences: 1 })
        const compiled = compileModel(drawn.model, drawn.parameters)
        const cells = drawn.data.groups.flatMap((group) =>
          Array.from({ length: steps * (group.kind === 'symbols' ? 1 : group.dimension) }, () => 0),
        )
        const width = cells.length / steps
        let total = 0
        for (let code = 0; code < 2 ** cells.length; code++) {
          // Cells of a missing step take part once only: where their digits are 0.
          const digit = (t: number, d: number) => Math.floor(code / 2 ** (t * width + d)) % 2
          if (missingStep !== null && [...Array(width).keys()].some((d) => digit(missingStep, d) === 1))
            continue
          let column = 0
          const groups = drawn.data.groups.map((group) => {
            const begin = column
            column += group.kind === 'symbols' ? 1 : group.dimension
            const value = (t: number, d: number) => (t === missingStep ? undefined : digit(t, begin + d))
            if (group.kind === 'symbols') {
              return { ...group, codes: Int32Array.from({ length: steps }, (_, t) => value(t, 0) ?? -1) }
            }
            const { dimension } = group
            const values = Float64Array.from(
              { length: steps * dimension },
              (_, i) => value(Math.floor(i / dimension), i % dimension) ?? Number.NaN,
            )
            return { ...group, values }
          })
          const data = {
            ...drawn.data,
            groups,
            offsets: Uint32Array.of(0, steps),
            lines: Uint32Array.of(2, 3, 4),
          }
          total += Math.exp(askSequences(compiled, engine, data).logLikelihood(0).logLikelihood)
        }
        near(total, 1, `missing step ${missingStep}`)
      }
    },
  )
})
