import { describe, expect, it } from 'vitest'
import { describeModel, type FitSummary, fitRemarks, stateFigures } from '../../src/report/index.js'
import { givenParameters, prepareRows, type TestConfig } from '../fit.js'

async function fitted(model: TestConfig['model'], csv: string, fit: Partial<FitSummary> = {}) {
  const prepared = await prepareRows({ model }, csv)
  const { states } = prepared.model
  const summary: FitSummary = {
    logLikelihood: -12.5,
    objective: -12.5,
    sequences: 1,
    steps: 3,
    iterations: 7,
    converged: true,
    restarts: [{ objective: -12.5 }, { objective: -12.505 }, { objective: -14 }],
    share: new Array<number>(states).fill(1 / states),
    floored: [],
    dead: [],
    ...fit,
  }
  return { model: prepared.model, parameters: givenParameters(prepared), fit: summary }
}

const poisson = (rates: number[]) => ({
  family: 'poisson' as const,
  columns: ['c'],
  start: { rate: rates.map((r) => [r]) },
})
const leftRight: TestConfig['model'] = {
  gate: 'markov',
  states: 3,
  initial: [1, 0, 0],
  transition: {
    start: [
      [0.75, 0.25, 0],
      [0, 0.9998, 0.0002],
      [0, 0, 1],
    ],
  },
  experts: [poisson([1, 5, 25])],
}

describe('describeModel', () => {
  it('shows structural zeros as ·, and a small probability never as zero', async () => {
    const text = describeModel(await fitted(leftRight, 'c\n1\n2\n3\n'))
    expect(text).toMatch(/from \\ to +1 +2 +3\n1 +0\.750 +0\.250 +·\n2 +· +1\.000 +<0\.001\n3 +· +· +1\.000/)
    expect(text).toMatch(
      /\n +1 +33\.3 % +4 steps +1\.000\n +2 +33\.3 % +5000 steps +·\n +3 +33\.3 % +for ever +·\n/,
    )
    expect(text).toMatch(/poisson: c\nstate +c \(rate\)\n1 +1\n2 +5\n3 +25$/)
  })

  it('counts the restarts within 0.01 nats of the best', async () => {
    expect(describeModel(await fitted(leftRight, 'c\n1\n2\n3\n'))).toContain(
      '2 of 3 restarts within 0.01 nats of the best',
    )
  })

  it('says what was penalised and what did not converge', async () => {
    const text = describeModel(await fitted(leftRight, 'c\n1\n2\n', { objective: -13, converged: false }))
    expect(text).toContain('log-likelihood -12.5000 (with the log prior -13.0000)')
    expect(text).toContain('NOT converged after 7 iterations')
  })

  it('marks states that are dead or on the variance floor, and remarks on them', async () => {
    const model = await fitted(leftRight, 'c\n1\n2\n', { floored: [1], dead: [2] })
    expect(describeModel(model)).toMatch(/2 .* on the variance floor\n.*3 .* dead\n/)
    expect(fitRemarks(model).map(({ code }) => code)).toEqual(['variance-floor', 'dead-state'])
    expect(fitRemarks(await fitted(leftRight, 'c\n1\n2\n'))).toEqual([])
  })

  it('says of a static gate that a state stays for the whole sequence, and has no transitions', async () => {
    const text = describeModel(
      await fitted({ gate: 'static', states: 2, experts: [poisson([1, 5])] }, 'c\n1\n'),
    )
    expect(text).toContain('mixture of sequences (one state for a whole sequence): 2 states')
    expect(text).toMatch(/1 +50\.0 % +whole sequence +0\.500/)
    expect(text).not.toContain('transition')
  })

  it('cuts a wide transition matrix to the likeliest moves of each state', async () => {
    const K = 60
    const start = Array.from({ length: K }, (_, j) =>
      Array.from({ length: K }, (_, k) => (k === j ? 0.5 : k === (j + 1) % K ? 0.3 : 0.2 / (K - 2))),
    )
    const rates = Array.from({ length: K }, (_, k) => k + 1)
    const text = describeModel(
      await fitted({ gate: 'markov', states: K, transition: { start }, experts: [poisson(rates)] }, 'c\n1\n'),
    )
    expect(text).toMatch(/from +stay +to\n1 +0\.500 +2 0\.300, … \(\+ 58\)\n/)
    expect(text).toContain('… and 20 states more (--json has all)')
    expect(text).toContain('… and 20 states with smaller shares (--json has all)')
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(120)
  })
})

describe('a wide expert', () => {
  it('has a column for each state, in blocks that fit a line, and its long cells below', async () => {
    const columns = Array.from({ length: 9 }, (_, d) => `column_${d}`)
    const K = 12
    const mean = Array.from({ length: K }, (_, k) => columns.map((_, d) => 1000 * k + d))
    const covariance = Array.from({ length: K }, () =>
      columns.map((_, i) => columns.map((_, j) => (i === j ? 4 : 1))),
    )
    const model = await fitted(
      {
        gate: 'independent',
        states: K,
        experts: [{ family: 'gaussian', columns, start: { mean, covariance } }],
      },
      `${columns.join(',')}\n${columns.map((_, d) => d).join(',')}\n${columns.map((_, d) => d + 1).join(',')}\n`,
    )
    const lines = describeModel(model).split('\n')
    const tables = lines.filter((line) => /^state {2,}\d/.test(line))
    expect(tables.join(' ').match(/\d+/g)).toEqual(Array.from({ length: K }, (_, k) => String(k + 1)))
    expect(tables.length).toBeGreaterThan(1)
    expect(lines.filter((line) => line.startsWith('column_8 (mean ± sd)')).join(' ')).toMatch(
      /\b8 ± 2 .*7008 ± 2 /,
    )
    const at = lines.findIndex((line) => /^state +correlations$/.test(line))
    expect(lines[at + 1]).toMatch(/^1 +column_0·column_1 0\.25, .*… \(\+ 30\)$/)
    for (const line of lines.slice(0, at)) expect(line.length).toBeLessThan(120)
  })
})

describe('stateFigures', () => {
  it('of an independent gate stays 1 / (1 − α_k) steps', async () => {
    const model = await fitted(
      { gate: 'independent', states: 2, initial: [0.75, 0.25], experts: [poisson([1, 5])] },
      'c\n1\n',
    )
    expect(stateFigures(model).map(({ expectedStay, initial }) => [expectedStay, initial])).toEqual([
      [4, 0.75],
      [4 / 3, 0.25],
    ])
  })
})
