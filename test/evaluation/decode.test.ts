import { describe, expect, it } from 'vitest'
import { decode, drawPaths, rankPaths } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import { createRandom } from '../../src/random.js'
import { fitRows, givenParameters, prepareRows } from '../fit.js'

const digits = 9
const model = {
  gate: 'markov' as const,
  states: 2,
  experts: [
    { family: 'gaussian' as const, columns: ['v'] },
    { family: 'poisson' as const, columns: ['c'] },
  ],
}
const rows = Array.from({ length: 80 }, (_, i) => {
  const high = Math.floor(i / 10) % 2
  return [
    i < 40 ? 'a' : 'b',
    (high * 3 + Math.sin(5 * i)).toFixed(3),
    i % 13 === 0 ? '' : high * 4 + (i % 3),
  ].join(',')
})
const csv = ['id,v,c', ...rows].join('\n')

async function fitted() {
  const { prepared, result } = await fitRows(
    { data: { sequence: 'id' }, model, training: { restarts: 2 } },
    csv,
  )
  return { ...prepared, result, compiled: compileModel(prepared.model, result.parameters) }
}

describe('decode', () => {
  it('gives surprises that sum to −log-likelihood', async () => {
    const { compiled, data, engine, result } = await fitted()
    const { surprise } = await decode(compiled, data, engine, { method: 'viterbi', surprise: true })
    expect(-surprise!.reduce((a, b) => a + b, 0)).toBeCloseTo(result.logLikelihood, digits)
  })

  it.each(['viterbi', 'posterior', 'online'] as const)(
    '%s: marginals sum to one at every step',
    async (method) => {
      const { compiled, data, engine } = await fitted()
      const { posterior, states } = await decode(compiled, data, engine, { method, posterior: true })
      expect(states).toHaveLength(80)
      for (let t = 0; t < 80; t++) expect(posterior![2 * t]! + posterior![2 * t + 1]!).toBeCloseTo(1, digits)
    },
  )

  it('takes the most probable state at each step where asked for posterior', async () => {
    const { compiled, data, engine } = await fitted()
    const { posterior, states } = await decode(compiled, data, engine, {
      method: 'posterior',
      posterior: true,
    })
    for (let t = 0; t < 80; t++) expect(states[t]).toBe(posterior![2 * t]! >= posterior![2 * t + 1]! ? 0 : 1)
  })

  it('online never looks ahead: another future leaves the past as it was', async () => {
    const { compiled, data, engine, plan, model: built, config } = await fitted()
    expect(plan.groups).toHaveLength(built.experts.length)
    const changed = csv.split('\n').map((line, i) => (i > 20 && i <= 40 ? 'a,99,40' : line))
    const other = await prepareRows({ data: config.data, model }, changed.join('\n'))
    const first = await decode(compiled, data, engine, { method: 'online', posterior: true, surprise: true })
    const second = await decode(compiled, other.data, engine, {
      method: 'online',
      posterior: true,
      surprise: true,
    })
    expect(second.states.slice(0, 20)).toEqual(first.states.slice(0, 20))
    expect(second.posterior!.slice(0, 40)).toEqual(first.posterior!.slice(0, 40))
    expect(second.surprise!.slice(0, 20)).toEqual(first.surprise!.slice(0, 20))
    expect(second.posterior!.slice(40, 80)).not.toEqual(first.posterior!.slice(40, 80))
    const smoothed = await decode(compiled, data, engine, { method: 'posterior', posterior: true })
    expect(smoothed.posterior!.slice(0, 40)).not.toEqual(first.posterior!.slice(0, 40))
  })

  it('leaves a sequence of probability 0 empty and goes on with the others', async () => {
    const never = {
      data: { sequence: 'id' },
      model: {
        gate: 'markov' as const,
        states: 1,
        experts: [{ family: 'bernoulli' as const, columns: ['b'], start: { probability: [[1]] } }],
      },
    }
    const prepared = await prepareRows(never, 'id,b\nx,1\nx,0\ny,1\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const decoded = await decode(compiled, prepared.data, prepared.engine, {
      method: 'viterbi',
      posterior: true,
      surprise: true,
    })
    expect([...decoded.states]).toEqual([-1, -1, 0])
    expect([...decoded.posterior!]).toEqual([Number.NaN, Number.NaN, 1])
    expect(decoded.surprise![0]).toBeNaN()
    expect(decoded.impossible.map(({ sequence, line }) => [sequence, line])).toEqual([['x', 3]])
    expect([...drawPaths(compiled, prepared.data, prepared.engine, 1, createRandom(1))[0]!]).toEqual([
      -1, -1, 0,
    ])
  })

  it('gives one membership for a whole sequence under a static gate', async () => {
    const { prepared, result } = await fitRows(
      { data: { sequence: 'id' }, model: { ...model, gate: 'static' }, training: { restarts: 2 } },
      csv,
    )
    const compiled = compileModel(prepared.model, result.parameters)
    const { posterior, states } = await decode(compiled, prepared.data, prepared.engine, {
      method: 'viterbi',
      posterior: true,
    })
    for (let t = 1; t < 40; t++) {
      expect(states[t]).toBe(states[0])
      expect(posterior![2 * t]).toBeCloseTo(posterior![0]!, digits)
    }
  })
})

describe('alternative paths', () => {
  const tiny = {
    data: { sequence: 'id' },
    model: {
      gate: 'markov' as const,
      states: 2,
      initial: [0.5, 0.5],
      transition: {
        start: [
          [0.8, 0.2],
          [0.3, 0.7],
        ],
      },
      experts: [{ family: 'bernoulli' as const, columns: ['b'], start: { probability: [[0.9], [0.4]] } }],
    },
  }

  it('has probabilities that fall, and sum to one over all paths', async () => {
    const prepared = await prepareRows(tiny, 'id,b\nx,1\nx,0\nx,1\ny,1\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const { states, probabilities } = rankPaths(compiled, prepared.data, prepared.engine, 8)
    const ofX = probabilities.map((p) => p[0]!)
    expect(ofX.reduce((a, b) => a + b, 0)).toBeCloseTo(1, digits)
    expect([...ofX].sort((a, b) => b - a)).toEqual(ofX)
    expect(new Set(states.map((path) => path.slice(0, 3).join())).size).toBe(8)
    expect([...states[0]!]).toEqual([
      ...(await decode(compiled, prepared.data, prepared.engine, { method: 'viterbi' })).states,
    ])
    // y has one step and so two paths only.
    expect(probabilities.map((p) => p[1]! > 0)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(states[2]![3]).toBe(-1)
  })

  it('are drawn as often as they are probable', async () => {
    const prepared = await prepareRows(tiny, 'id,b\nx,1\nx,0\nx,1\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    const ranked = rankPaths(compiled, prepared.data, prepared.engine, 8)
    const draws = 4000
    const counts = new Map<string, number>()
    for (const path of drawPaths(compiled, prepared.data, prepared.engine, draws, createRandom(3))) {
      counts.set(path.join(), (counts.get(path.join()) ?? 0) + 1)
    }
    for (const [i, path] of ranked.states.entries()) {
      const p = ranked.probabilities[i]![0]!
      const fiveStandardErrors = 5 * Math.sqrt((p * (1 - p)) / draws)
      expect(Math.abs((counts.get(path.join()) ?? 0) / draws - p)).toBeLessThan(fiveStandardErrors)
    }
  })
})
