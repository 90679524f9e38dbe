import { afterAll, describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import { expertCases, gateCases, randomCase } from '../model/random-case.js'
import { compareExpectation, expectationOf } from './compare.js'
import { kernelAlone, kernelEngine, threadedEngine } from './engines.js'

/** One megabyte, less than the sequences need: segments are computed twice. */
const SMALL = 2 ** 20

const long = (gate: string, expert: string, sequences = 1) =>
  randomCase(gateCases[gate]!, expertCases[expert]!, { seed: 7, sequences, maxSteps: 20_000, symbols: 4 })

describe('a small memory budget', () => {
  it.each([
    ['markov', 'gaussian diagonal'],
    ['markov', 'bernoulli'],
    ['markov, structural zeros', 'gaussian full'],
    ['static', 'poisson'],
    ['independent', 'categorical'],
  ])('%s × %s: the same bits', (gate, expert) => {
    for (const sequences of [1, 5, 21]) {
      const subject = long(gate, expert, sequences)
      const roomy = expectationOf(kernelEngine('portable', 256 * SMALL), subject)
      const tight = expectationOf(kernelEngine('portable', SMALL), subject)
      expect(tight.logLikelihood).toBe(roomy.logLikelihood)
      expect(tight.statistics.values).toEqual(roomy.statistics.values)
    }
  })

  it('best paths are the same', () => {
    const subject = long('markov', 'gaussian diagonal', 5)
    const compiled = compileModel(subject.model, subject.parameters)
    const [roomy, tight] = [256 * SMALL, SMALL].map(
      (bytes) => kernelEngine('portable', bytes).batch!.bestPaths(compiled, subject.data, false)!,
    )
    expect(tight!.paths).toEqual(roomy!.paths)
    expect(tight!.logProbabilities).toEqual(roomy!.logProbabilities)
  })
})

describe('long sequences are cut in two', () => {
  it.each(['markov', 'markov, left-right', 'markov, structural zeros'])(
    '%s: as the reference has it',
    (gate) => {
      compareExpectation(kernelAlone(), long(gate, 'gaussian diagonal', 3), gate)
    },
  )
})

describe('threads', () => {
  const engines = [1, 2, 7].map((threads) => threadedEngine(threads))
  afterAll(() => {
    for (const { close } of engines) close()
  })

  it.each([
    ['markov', 'gaussian diagonal'],
    ['markov, left-right', 'poisson'],
    ['independent', 'categorical'],
    ['static', 'gaussian tied'],
    ['markov', 'categorical of order 1'],
  ])('%s × %s: 1, 2 and 7 give the same bits', (gate, expert) => {
    for (const sequences of [1, 3, 21]) {
      const subject = long(gate, expert, sequences)
      const [one, ...others] = engines.map(({ engine }) => expectationOf(engine, subject))
      for (const other of others) {
        expect(other.logLikelihood).toBe(one!.logLikelihood)
        expect(other.statistics.values).toEqual(one!.statistics.values)
      }
    }
  })
})
