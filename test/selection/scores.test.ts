import { describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import { buildModel } from '../../src/model/model.js'
import { createRandom } from '../../src/random.js'
import { makeFold, visibleRanges } from '../../src/selection/fold.js'
import { crossValidateToEnd, planSplits } from '../../src/selection/index.js'
import type { SearchProblem } from '../../src/selection/problem.js'
import { scoreUnits } from '../../src/selection/score-units.js'
import type { BlockUnit, Unit } from '../../src/selection/units.js'
import { fitToEnd } from '../../src/training/fit.js'
import { dataset, problem } from './helpers.js'

const { log, exp } = Math

function search(cv: ReturnType<typeof problem>): SearchProblem {
  const { data, engine, config } = cv
  const plan = planSplits(data, { ...config.selection, seed: config.training.seed })
  return { data, engine, plan, score: 'log-likelihood' }
}

const heldSequences = (unit: Unit) => (unit.kind === 'sequences' ? unit.sequences : [])

/** All paths of K states over T steps. */
function* paths(states: number, steps: number): Generator<number[]> {
  for (let n = 0; n < states ** steps; n++)
    yield Array.from({ length: steps }, (_, t) => Math.floor(n / states ** t) % states)
}

describe('block scores', () => {
  it('are log p(rest and block) − log p(rest), as a sum over all paths has it', async () => {
    const text = ['a', 'b', 'a', 'a', 'b', 'b', 'a', 'b', 'b', 'a']
    const cv = problem(dataset([10], { x: text }), {
      model: {
        gate: 'markov',
        states: 2,
        experts: [{ family: 'categorical', columns: 'x', prior: { concentration: 1.5 } }],
      },
      training: { restarts: 2, maxIterations: 20 },
      selection: { folds: 2, by: 'block', blocks: 5 },
    })
    const all = search(cv)
    const fold = makeFold(all, cv, 0)
    expect([...fold.hidden]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    const model = buildModel(cv.config.model, cv.experts, fold.plan)
    const { parameters } = await fitToEnd(
      { model, data: fold.training, plan: fold.plan, engine: cv.engine },
      cv.config.training,
    )
    const compiled = compileModel(model, parameters)

    const weights = parameters.gate.weights!.values
    const transition = parameters.gate.transition!.values
    const emission = parameters.experts[0]!.probabilities!.values
    const probability = (observed: (t: number) => boolean) => {
      let sum = 0
      for (const z of paths(2, 10)) {
        let p = weights[z[0]!]!
        for (let t = 1; t < 10; t++) p *= transition[z[t - 1]! * 2 + z[t]!]!
        for (let t = 0; t < 10; t++) if (observed(t)) p *= emission[z[t]! * 2 + (text[t] === 'a' ? 0 : 1)]!
        sum += p
      }
      return sum
    }
    const visible = (t: number) => fold.hidden[t] === 0
    const scores = scoreUnits(compiled, cv.engine, fold, all, cv, 0)
    for (const [i, u] of all.plan.splits[0]!.entries()) {
      const unit = all.plan.units[u] as BlockUnit
      const both = probability((t) => visible(t) || (t >= unit.from && t < unit.to))
      expect(scores[i]!.score).toBeCloseTo(log(both) - log(probability(visible)), 10)
    }
  })

  it('of order-1 experts are log p(block | the visible piece before it)', async () => {
    const text = [...'aababbabaabbabababbb']
    const cv = problem(dataset([20], { x: text }), {
      model: {
        gate: 'static',
        states: 2,
        experts: [{ family: 'categorical', order: 1, columns: 'x', prior: { concentration: 1.5 } }],
      },
      training: { restarts: 1, maxIterations: 5 },
      selection: { folds: 2, by: 'block', blocks: 4 },
    })
    const all = search(cv)
    const fold = makeFold(all, cv, 1)
    expect([...fold.training.offsets]).toEqual([0, 5, 10])
    const model = buildModel(cv.config.model, cv.experts, fold.plan)
    const { parameters } = await fitToEnd(
      { model, data: fold.training, plan: fold.plan, engine: cv.engine },
      cv.config.training,
    )
    const weights = parameters.gate.weights!.values
    const initial = parameters.experts[0]!.initial!.values
    const transition = parameters.experts[0]!.transition!.values
    const code = (t: number) => (text[t] === 'a' ? 0 : 1)
    const logProbability = (from: number, to: number) => {
      const each = [0, 1].map((k) => {
        let p = weights[k]! * initial[k * 2 + code(from)]!
        for (let t = from + 1; t < to; t++) p *= transition[(k * 2 + code(t - 1)) * 2 + code(t)]!
        return p
      })
      return log(each[0]! + each[1]!)
    }
    const compiled = compileModel(model, parameters)
    const scores = scoreUnits(compiled, cv.engine, fold, all, cv, 1).map(({ score }) => score)
    expect(scores[0]).toBeCloseTo(logProbability(0, 10) - logProbability(0, 5), 10)
    expect(scores[1]).toBeCloseTo(logProbability(10, 20) - logProbability(10, 15), 10)
  })

  it('cut a series into the runs between held-out blocks', () => {
    expect(visibleRanges(Uint8Array.from([0, 0, 1, 0, 1, 1, 0, 0]), 1, 8)).toEqual([
      { from: 1, to: 2 },
      { from: 3, to: 4 },
      { from: 6, to: 8 },
    ])
  })
})

describe('K = 1', () => {
  it('is the closed form: each held-out sequence under the mean and variance of the others', async () => {
    const random = createRandom(4)
    const lengths = [7, 12, 5, 9, 11, 6]
    const steps = lengths.reduce((a, b) => a + b, 0)
    const x = Array.from({ length: steps }, () => 3 + 2 * random.normal())
    const cv = problem(dataset(lengths, { x }), {
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: 'x' }] },
      selection: { folds: 3 },
    })
    const { table } = await crossValidateToEnd(cv, { states: [1] })
    const { units, splits } = planSplits(cv.data, { ...cv.config.selection, seed: 1 })
    let total = 0
    for (const split of splits) {
      const held = split.flatMap((u) => heldSequences(units[u]!))
      const values = (keep: (s: number) => boolean) =>
        lengths.flatMap((_, s) => (keep(s) ? x.slice(cv.data.offsets[s], cv.data.offsets[s + 1]) : []))
      const train = values((s) => !held.includes(s))
      const mean = train.reduce((a, b) => a + b, 0) / train.length
      const variance = train.reduce((sum, v) => sum + (v - mean) ** 2, 0) / train.length
      for (const v of values((s) => held.includes(s)))
        total -= 0.5 * (log(2 * Math.PI * variance) + (v - mean) ** 2 / variance)
    }
    expect(table[0]!.mean).toBeCloseTo(total / steps, 9)
  })
})

describe('encoders', () => {
  const text = [...'ababababababababaXbababa']
  const lengths = [4, 4, 4, 4, 4, 4]
  const make = (unknown: string, x = text) =>
    problem(dataset(lengths, { x }), {
      model: { gate: 'markov', experts: [{ family: 'categorical', columns: 'x', unknown }] },
      training: { restarts: 1 },
      selection: { folds: 3 },
    })

  it('do not see symbols that only the held-out part holds', () => {
    const cv = make('impossible')
    const all = search(cv)
    const vocabularies = all.plan.splits.map((_, split) => {
      const [group] = makeFold(all, cv, split).plan.groups
      return group!.kind === 'symbols' ? group!.symbols.join('') : ''
    })
    expect([...vocabularies].sort()).toEqual(['Xab', 'Xab', 'ab'])
  })

  it('scales come from the training part', () => {
    const x = [
      ...Array.from({ length: 10 }, () => [0, 1]).flat(),
      ...Array.from({ length: 10 }, () => [1000, 3000]).flat(),
    ]
    const cv = problem(dataset([20, 20], { x }), {
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: 'x' }] },
      selection: { folds: 2, by: 'sequence' },
    })
    const all = search(cv)
    const means = [0, 1].map((split) => {
      const [group] = makeFold(all, cv, split).plan.groups
      return group!.kind === 'numbers' ? group!.mean[0] : null
    })
    expect([...means].sort()).toEqual([0.5, 2000])
  })

  it('a held-out symbol that training never saw rules K out and says where, why and what cures it', async () => {
    const unseen = crossValidateToEnd(make('impossible'), { states: [1] })
    await expect(unseen).rejects.toThrow(
      /K=1 cannot be chosen: one held-out unit scores -inf; in K=1 fold \d, sequence "s5".*data\.csv:19.*never seen in training.*unknown: missing.*or hapax/,
    )
  })

  it('a symbol unseen in training gets the share of those seen once (hapax)', async () => {
    // c stands in s1 and X in s5, which are held out by different folds: each is the symbol seen once for the other.
    const { table, warnings } = await crossValidateToEnd(make('hapax', ['c', ...text.slice(1)]), {
      states: [1],
    })
    expect(Number.isFinite(table[0]!.mean)).toBe(true)
    expect(table[0]!.failed).toBe(false)
    expect(warnings.map(({ code }) => code)).toContain('unknown-symbols')
  })
})

describe('known states', () => {
  it('keep their names in every fold, and fewer states than labels are refused in words', async () => {
    const x = [...'aabbaabbaabbaabbaabbaabb']
    const z = x.map((symbol, i) => (i % 5 === 0 ? null : symbol === 'a' ? 'rest' : 'run'))
    const cv = problem(dataset([4, 4, 4, 4, 4, 4], { x, z }, 'z'), {
      model: {
        gate: 'markov',
        experts: [{ family: 'categorical', columns: 'x', prior: { concentration: 1.1 } }],
      },
      selection: { folds: 3 },
    })
    const { table } = await crossValidateToEnd(cv, { states: [2] })
    // The states say almost everything about x, and x is scored with z free.
    expect(exp(table[0]!.mean)).toBeGreaterThan(0.5)
    await expect(crossValidateToEnd(cv, { states: [1, 2] })).rejects.toThrow(
      'the search tries K=1, but data.z names 2 states (rest, run): K is at least 2',
    )
  })
})
