import { describe, expect, it } from 'vitest'
import { gridVariants } from '../../src/config/index.js'
import { compileModel } from '../../src/model/compile.js'
import { buildModel } from '../../src/model/model.js'
import { createRandom } from '../../src/random.js'
import { makeFold } from '../../src/selection/fold.js'
import { crossValidateToEnd, planSplits } from '../../src/selection/index.js'
import { jackknife } from '../../src/selection/jackknife.js'
import type { SearchProblem } from '../../src/selection/problem.js'
import { scoreUnits } from '../../src/selection/score-units.js'
import { labelAgreement } from '../../src/selection/state-labels.js'
import { fitToEnd } from '../../src/training/fit.js'
import { dataset, problem } from './helpers.js'

const { log } = Math

function search(cv: ReturnType<typeof problem>): SearchProblem {
  const { data, engine, config } = cv
  const plan = planSplits(data, { ...config.selection, seed: config.training.seed })
  return { data, engine, plan, score: config.selection.score }
}

async function fitted(cv: ReturnType<typeof problem>, all: SearchProblem, split: number) {
  const fold = makeFold(all, cv, split)
  const model = buildModel(cv.config.model, cv.experts, fold.plan)
  const { parameters } = await fitToEnd(
    { model, data: fold.training, plan: fold.plan, engine: cv.engine },
    cv.config.training,
  )
  return { fold, compiled: compileModel(model, parameters), parameters }
}

/** p(the observed steps) of a chain by a sum over all paths; x [T] codes, −1 for a missing one. */
function pathSum(
  weights: Float64Array,
  transition: Float64Array,
  emission: Float64Array,
  x: readonly number[],
) {
  const K = weights.length
  let sum = 0
  for (let n = 0; n < K ** x.length; n++) {
    const z = x.map((_, t) => Math.floor(n / K ** t) % K)
    sum += z.reduce((p, state, t) => {
      const move = t === 0 ? weights[state]! : transition[z[t - 1]! * K + state]!
      return p * move * (x[t]! < 0 ? 1 : emission[state * 2 + x[t]!]!)
    }, 1)
  }
  return sum
}

const chain = (selection: object) =>
  problem(dataset([12], { x: [...'abaabbabbaab'] }), {
    model: {
      gate: 'markov',
      states: 2,
      experts: [{ family: 'categorical', columns: 'x', prior: { concentration: 1.5 } }],
    },
    training: { restarts: 1, maxIterations: 15 },
    selection,
  })
const codes = [...'abaabbabbaab'].map((c) => (c === 'a' ? 0 : 1))

describe('a gap', () => {
  it('is missing on both sides of a held-out block, in training and in both terms of the score', async () => {
    const cv = chain({ folds: 2, by: 'block', blocks: 4, gap: 1 })
    const all = search(cv)
    const { fold, compiled, parameters } = await fitted(cv, all, 0)
    expect([...fold.hidden]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0])
    const [group] = fold.training.groups
    expect(group!.kind === 'symbols' && [...group!.codes].map((c) => c < 0)).toEqual(
      [...fold.hidden].map((h) => h === 1),
    )
    const { weights, transition } = parameters.gate
    const p = (seen: (t: number) => boolean) =>
      pathSum(
        weights!.values,
        transition!.values,
        parameters.experts[0]!.probabilities!.values,
        codes.map((code, t) => (seen(t) ? code : -1)),
      )
    const rest = p((t) => fold.hidden[t] === 0)
    const both = p((t) => fold.hidden[t] === 0 || (t >= 6 && t < 9))
    expect(scoreUnits(compiled, cv.engine, fold, all, cv, 0)[1]!.score).toBeCloseTo(log(both) - log(rest), 10)
  })
})

describe('half-sampling', () => {
  it('trains on every other step and scores the others, as a series of their own', async () => {
    const cv = chain({ method: 'half-sampling', folds: 2, by: 'block', blocks: 4 })
    const all = search(cv)
    const { fold, compiled, parameters } = await fitted(cv, all, 1)
    expect([...fold.training.offsets]).toEqual([0, 6])
    const { weights, transition } = parameters.gate
    const held = codes.filter((_, t) => t % 2 === 1)
    const p = (steps: number) =>
      pathSum(
        weights!.values,
        transition!.values,
        parameters.experts[0]!.probabilities!.values,
        held.slice(0, steps),
      )
    const scores = scoreUnits(compiled, cv.engine, fold, all, cv, 1).map(({ score }) => score)
    // Blocks of three steps hold 1, 2, 1 and 2 odd ones.
    expect(scores.reduce((a, b) => a + b, 0)).toBeCloseTo(log(p(6)), 10)
    expect(scores[1]).toBeCloseTo(log(p(3)) - log(p(1)), 10)
  })

  it('is refused for an expert that needs the step before', async () => {
    const cv = problem(dataset([12], { x: [...'abaabbabbaab'] }), {
      model: { gate: 'static', experts: [{ family: 'categorical', order: 1, columns: 'x' }] },
      selection: { method: 'half-sampling' },
    })
    await expect(crossValidateToEnd(cv, { states: [1] })).rejects.toThrow(/needs the step before/)
  })
})

/** Sequences of a chain with two sticky states, and a label of each step. */
function labelled(sequences: number, steps: number, seed: number, apart = 2) {
  const random = createRandom(seed)
  const z: string[] = []
  const x: number[] = []
  for (let s = 0; s < sequences; s++) {
    let state = random.integer(2)
    for (let t = 0; t < steps; t++) {
      if (random.uniform() < 0.2) state = 1 - state
      z.push(state === 0 ? 'low' : 'high')
      x.push(apart * state + random.normal())
    }
  }
  return dataset(new Array(sequences).fill(steps), { x, z }, 'z')
}

/** The same without the labels. */
function unlabelled(...size: Parameters<typeof labelled>) {
  const data = labelled(...size)
  return {
    ...data,
    columns: new Map([['x', data.columns.get('x')!]]),
    roles: { ...data.roles, z: undefined },
  }
}

describe('scores of labels', () => {
  const score = async (name: string) => {
    const cv = problem(labelled(12, 15, 5), {
      data: { z: 'z' },
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: 'x' }] },
      selection: { score: name, folds: 3 },
    })
    return (await crossValidateToEnd(cv, { states: [2] })).table[0]!
  }

  it('accuracy, macro-F1 and log-loss agree with what a careful reader expects of two states two apart', async () => {
    const accuracy = await score('accuracy')
    const f1 = await score('macro-f1')
    const loss = await score('log-loss')
    // A single step is told right with probability Φ(1) = 0.84; its neighbours help.
    expect(accuracy.mean).toBeGreaterThan(0.84)
    expect(accuracy.mean).toBeLessThan(0.97)
    expect(Math.abs(f1.mean - accuracy.mean)).toBeLessThan(0.03)
    expect(f1.standardError).toBeGreaterThan(0)
    expect(loss.mean).toBeLessThan(-0.1)
    expect(loss.mean).toBeGreaterThan(-log(2))
    expect(accuracy.folds.every((mean) => mean! > 0.7 && mean! <= 1)).toBe(true)
  })

  it('macro-F1 over units is that of all their steps, its error that of leaving units out', () => {
    // Two units: [label, right, predicted, true].
    const one = {
      units: [
        [0, 3, 4, 3, 1, 1, 1, 2],
        [0, 1, 1, 2, 1, 2, 3, 2],
        [0, 2, 2, 2],
      ],
      ruledOut: false,
    }
    const f1 = (right: number, both: number) => (2 * right) / both
    const { mean, standardError } = jackknife([one], ([value]) => value!)
    expect(mean).toBeCloseTo((f1(6, 14) + f1(3, 8)) / 2, 12)
    const without = [(f1(3, 7) + f1(2, 5)) / 2, (f1(5, 11) + f1(1, 3)) / 2, (f1(4, 10) + f1(3, 8)) / 2]
    const average = (without[0]! + without[1]! + without[2]!) / 3
    const squares = without.reduce((sum, value) => sum + (value - average) ** 2, 0)
    expect(standardError).toBeCloseTo(Math.sqrt((2 / 3) * squares), 12)
  })
})

describe('repeats', () => {
  it('average the scores of a unit before anything else', async () => {
    const cv = (selection: object) =>
      problem(unlabelled(12, 15, 5), {
        model: { gate: 'independent', experts: [{ family: 'gaussian', columns: 'x' }] },
        training: { restarts: 1 },
        selection: { folds: 3, ...selection },
      })
    const twice = (await crossValidateToEnd(cv({ repeats: 2 }), { states: [1] })).table[0]!
    const once = (await crossValidateToEnd(cv({}), { states: [1] })).table[0]!
    expect(twice.folds.slice(0, 3)).toEqual(once.folds)
    // Sequences are of equal length, and so are folds.
    const mean = twice.folds.reduce<number>((sum, fold) => sum + fold!, 0) / 6
    expect(twice.mean).toBeCloseTo(mean, 12)
  })
})

describe('a grid', () => {
  const text = JSON.stringify({
    data: { path: 'd.csv', x: ['x'] },
    model: { gate: 'markov', experts: [{ family: 'gaussian', columns: ['x'] }] },
    training: { restarts: 2, maxIterations: 40, tolerance: 1e-6 },
    selection: { folds: 2 },
  })

  it('compares every combination, ordered by free parameters whatever the key', async () => {
    const cv = problem(unlabelled(12, 25, 9, 3), {
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: ['x'] }] },
      training: { restarts: 2, maxIterations: 40, tolerance: 1e-6 },
      selection: { folds: 2 },
    })
    const variants = gridVariants(
      text,
      { 'model.gate': ['markov', 'independent'], 'model.initial': ['free', [0.5, 0.5]] },
      { file: 'c.yaml', requireStates: false },
    )
    const { table, choices, chosenRow } = await crossValidateToEnd({ ...cv, variants }, { states: [2] })
    expect(table.map(({ label }) => label)).toEqual([
      'K=2, gate=markov, initial=free',
      'K=2, gate=markov, initial=[0.5,0.5]',
      'K=2, gate=independent, initial=free',
      'K=2, gate=independent, initial=[0.5,0.5]',
    ])
    expect(table.map(({ freeParameters }) => freeParameters)).toEqual([7, 6, 5, 4])
    expect(table[0]!.folds).toEqual((await crossValidateToEnd(cv, { states: [2] })).table[0]!.folds)
    expect(choices.maximum!.settings).toEqual(table[choices.maximum!.row]!.settings)
    // The chain is sticky: a gate without memory is far behind.
    expect(table[chosenRow]!.settings['model.gate']).toBe('markov')
  })

  it('refuses what cannot be compared, in words', () => {
    const config = (grid: object) => JSON.stringify({ ...JSON.parse(text), selection: { grid } })
    const options = { file: 'c.yaml', requireStates: false }
    expect(() => gridVariants(config({ 'data.path': ['a'] }), {}, options)).toThrow(
      /only keys of model and training/,
    )
    expect(() => gridVariants(config({ 'model.states': [1] }), {}, options)).toThrow(/selection\.kRange/)
    expect(() => gridVariants(text, { 'model.gate': ['markof'] }, options)).toThrow(
      /--grid model\.gate="markof".*markov/s,
    )
  })
})

describe('trust in states', () => {
  it('counts the restarts at the best and compares the labels of folds; one state has none', async () => {
    const cv = problem(unlabelled(12, 30, 3, 4), {
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: ['x'] }] },
      training: { restarts: 4 },
      selection: { folds: 3 },
    })
    const { table } = await crossValidateToEnd(cv, { states: [1, 2, 4] })
    expect(table[0]).toMatchObject({ agreement: null, agreements: null, restarts: { atBest: 1, total: 1 } })
    expect(table[1]!.restarts.total).toBe(4)
    const best = Math.max(...table[1]!.restarts.objectives.map((o) => o!))
    expect(table[1]!.restarts.atBest).toBe(
      table[1]!.restarts.objectives.filter((o) => best - o! <= 0.01).length,
    )
    expect(table[1]!.agreement).toBeGreaterThan(0.8)
    // Four states where there are two do not come back.
    expect(table[2]!.agreement).toBeLessThan(table[1]!.agreement!)
    const [, [pair]] = table[1]!.agreements as [number[], number[]]
    expect(table[1]!.agreements![0]![1]).toBe(pair)
  })

  it('agreement does not care for the names of states, and leaves unlabelled steps out', () => {
    const a = Uint8Array.from([0, 0, 1, 1, 2, 2, 255])
    const b = Uint8Array.from([2, 2, 0, 0, 1, 1, 0])
    expect(labelAgreement(a, b, 3)).toBe(1)
    expect(labelAgreement(a, Uint8Array.from([0, 1, 0, 1, 0, 1, 0]), 3)).toBeLessThan(0.1)
  })
})
