import { afterAll, describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import { expertCases, gateCases, randomCase } from '../model/random-case.js'
import { compareFilter } from './compare.js'
import { kernelAlone, kernelEngine, threadedEngine } from './engines.js'

const some = { seed: 3, sequences: 7, maxSteps: 30 }

/** Two states at 0 and 1000; each sequence is `values` in the order given. */
function twoFarStates(weights: number[], transition: number[], values: number[]) {
  const subject = randomCase({ gate: 'markov' }, [{ family: 'gaussian', columns: 'a' }], {
    seed: 5,
    states: 2,
    sequences: 5,
    maxSteps: 1,
  })
  subject.parameters.gate.weights!.values.set(weights)
  subject.parameters.gate.transition!.values.set(transition)
  const { mean, covariance } = subject.parameters.experts[0]!
  mean!.values.set([0, 1000])
  covariance!.values.fill(1)
  const sequences = 5
  const data = {
    ...subject.data,
    offsets: Uint32Array.from({ length: sequences + 1 }, (_, s) => s * values.length),
    groups: [
      {
        ...subject.data.groups[0]!,
        values: Float64Array.from(
          { length: sequences * values.length },
          (_, i) => values[i % values.length]!,
        ),
      },
    ] as typeof subject.data.groups,
    lines: Uint32Array.from({ length: sequences * values.length }, (_, i) => i + 2),
  }
  return { ...subject, data }
}

describe('filtering in the kernel', () => {
  it.each(Object.keys(expertCases))('markov × %s: without the reference, and as it has it', (expert) => {
    for (const sequences of [7, 1]) {
      const subject = randomCase({ gate: 'markov' }, expertCases[expert]!, { ...some, sequences })
      expect(compareFilter(kernelAlone(), subject, false, expert)).toBe(true)
    }
  })

  it.each(['static', 'independent', 'markov, left-right', 'markov, structural zeros'])(
    '%s: is left to the reference',
    (gate) => {
      const subject = randomCase(gateCases[gate]!, expertCases['gaussian diagonal']!, some)
      expect(compareFilter(kernelEngine(), subject, false, gate)).toBe(false)
    },
  )

  it('does without the reference where densities underflow and it cannot matter', () => {
    const subject = twoFarStates([0.5, 0.5], [0.9, 0.1, 0.2, 0.8], [0, 0, 1000, 1000, 0, 1000])
    expect(compareFilter(kernelAlone(), subject, false, 'far apart')).toBe(true)
  })

  it('asks the reference where a density that was held up would win', () => {
    const tiny = 1e-99
    const subject = twoFarStates([1e-60, 1 - 1e-60], [1 - tiny, tiny, tiny, 1 - tiny], [0, 1000, 1000])
    expect(compareFilter(kernelEngine(), subject, false, 'held up')).toBe(true)
    expect(() => compareFilter(kernelAlone(), subject, false, 'alone')).toThrow('the reference was asked')
  })

  it('leaves sequences of probability 0 empty and names the step', () => {
    const subject = randomCase({ gate: 'markov' }, expertCases.bernoulli!, { ...some, sequences: 9 })
    subject.parameters.experts[0]!.probability!.values.fill(0)
    expect(compareFilter(kernelEngine(), subject, false, 'zeros')).toBe(true)
    const compiled = compileModel(subject.model, subject.parameters)
    const { impossibleAt } = kernelEngine().batch!.filter(compiled, subject.data, false, false)!
    expect(Math.max(...impossibleAt)).toBeGreaterThanOrEqual(0)
  })
})

describe('filtering gives the same bits', () => {
  const engines = [1, 2, 7].map((threads) => threadedEngine(threads))
  afterAll(() => {
    for (const { close } of engines) close()
  })
  const bitsOf = (
    engine: (typeof engines)[number]['engine'],
    { model, parameters, data }: ReturnType<typeof long>,
  ) => engine.batch!.filter(compileModel(model, parameters), data, false, true)!
  const long = (expert: string, sequences: number) =>
    randomCase({ gate: 'markov' }, expertCases[expert]!, { seed: 7, sequences, maxSteps: 20_000, symbols: 4 })

  it.each(['gaussian diagonal', 'categorical', 'poisson'])('%s: with 1 MB and with 64', (expert) => {
    for (const sequences of [1, 5]) {
      const subject = long(expert, sequences)
      const tight = bitsOf(kernelEngine('portable', 2 ** 20), subject)
      expect(tight).toEqual(bitsOf(kernelEngine('portable', 2 ** 26), subject))
    }
  })

  it.each(['gaussian diagonal', 'categorical of order 1'])('%s: on 1, 2 and 7 threads', (expert) => {
    const subject = long(expert, 9)
    const [one, ...others] = engines.map(({ engine }) => bitsOf(engine, subject))
    for (const other of others) expect(other).toEqual(one)
  })
})
