import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { advice, type CvCommands, choicesLine, reason, richerExperts } from '../../src/report/index.js'
import type { CvResult, CvRow } from '../../src/selection/index.js'

const commands: CvCommands = {
  widen: (range) => `dsm cv c.yaml --k-range ${range} --resume`,
  addGrid: (grid) => `dsm cv c.yaml --grid ${grid} --resume`,
  set: (setting) => `dsm cv c.yaml --set ${setting}`,
  restarts: (number) => `dsm cv c.yaml --restarts ${number} --resume`,
}

function row(states: number, mean: number, more: Partial<CvRow> = {}): CvRow {
  return {
    states,
    settings: {},
    label: `K=${states}`,
    mean,
    standardError: 0.01,
    difference: 0,
    differenceStandardError: 0,
    folds: [mean, mean],
    aic: 1,
    bic: 1,
    icl: 1,
    logLikelihood: -1,
    freeParameters: states ** 2,
    networks: false,
    cure: null,
    failed: false,
    degenerate: false,
    restarts: { atBest: 5, total: 5, objectives: [0, 0, 0, 0, 0] },
    agreement: 0.95,
    agreements: null,
    ...more,
  }
}

/** A search whose rules take the given rows. */
function result(
  table: readonly CvRow[],
  [best, chosen, bic, icl]: readonly [number, number, number, number],
): CvResult {
  const choice = (i: number) => ({ row: i, states: table[i]!.states, settings: table[i]!.settings })
  return {
    table,
    best: table[best]!.states,
    oneStandardError: table[chosen]!.states,
    chosen: table[chosen]!.states,
    bestRow: best,
    oneStandardErrorRow: chosen,
    chosenRow: chosen,
    rule: 'one-standard-error',
    choices: {
      'one-standard-error': choice(chosen),
      maximum: choice(best),
      aic: choice(best),
      bic: choice(bic),
      icl: choice(icl),
    },
    score: 'log-likelihood',
    method: 'folds',
    by: 'sequence',
    units: 10,
    folds: 2,
    repeats: 1,
    gap: 0,
    steps: 100,
    warnings: [],
  }
}

const codes = (found: CvResult) => advice(found, null, commands).map(({ code }) => code)
const calm = [row(1, -3), row(2, -2), row(3, -2), row(4, -2.1)]

describe('advice after a search', () => {
  it('is silent where rules agree, states come back and the range is wide enough', () => {
    expect(codes(result(calm, [1, 1, 1, 1]))).toEqual([])
    expect(reason(result(calm, [1, 1, 1, 1]))).not.toContain('with care')
  })

  it('offers the command that widens the range where the best or the chosen K is the largest', () => {
    const [found] = advice(result(calm, [3, 2, 2, 2]), null, commands)
    expect(found).toMatchObject({ code: 'largest-k' })
    expect(found!.message).toContain('dsm cv c.yaml --k-range 1:8 --resume')
  })

  it('warns where BIC or ICL is more than one state away, with the richer expert and its command', () => {
    expect(codes(result(calm, [2, 2, 1, 1]))).toEqual([])
    const grid = 'model.experts.0.family=gaussian,student-t'
    const [found] = advice(result(calm, [2, 2, 2, 0]), grid, commands)
    expect(found!.code).toBe('rules-disagree')
    expect(found!.message).toContain('one-standard-error takes K=3, ICL takes K=1')
    expect(found!.message).toContain(`dsm cv c.yaml --grid ${grid} --resume`)
  })

  it('warns of states that do not come back and of an optimum reached once, in the sentence too', () => {
    const doubtful = [
      row(1, -3),
      row(2, -2, { agreement: 0.69, restarts: { atBest: 1, total: 5, objectives: [] } }),
      row(3, -2.1),
    ]
    const found = result(doubtful, [1, 1, 1, 1])
    expect(codes(found)).toEqual(['states-not-reproducible', 'single-optimum'])
    expect(reason(found)).toContain('But take its states with care: its states do not come back')
    expect(advice(found, null, commands)[1]!.message).toContain('--restarts 20 --resume')
    const alone = [row(1, -3), row(2, -2, { restarts: { atBest: 1, total: 1, objectives: [] } }), row(3, -3)]
    expect(codes(result(alone, [1, 1, 1, 1]))).toEqual([])
  })

  it('names the prior with which a candidate that scores -inf can be compared', () => {
    const cured = [
      row(1, -2),
      row(2, Number.NEGATIVE_INFINITY, { cure: 'model.experts.0.unknown=hapax' }),
      row(3, -3),
    ]
    const [found] = advice(result(cured, [0, 0, 0, 0]), null, commands)
    expect(found!.message).toContain('K=2 scores -inf on held-out data')
    expect(found!.message).toContain('dsm cv c.yaml --set model.experts.0.unknown=hapax')
  })
})

describe('the sentence of a search', () => {
  it('tells the gap of the paired difference where the rule takes a simpler candidate than the best', () => {
    const table = [
      row(1, -3),
      row(2, -2.01, { difference: -0.01, differenceStandardError: 0.02 }),
      row(3, -2),
    ]
    expect(reason(result(table, [2, 1, 1, 1]))).toBe(
      'Chosen: K=2. K=3 predicts held-out data best (-2.0000 nats per step), but K=2 does so within one standard error of the paired difference (0.0100 ± 0.0200 nats per step behind) with fewer free parameters (4 against 9).',
    )
    expect(choicesLine(result(table, [2, 1, 1, 0]))).toBe(
      'By rule: one-standard-error K=2; maximum K=3; AIC K=3; BIC K=2; ICL K=1.',
    )
  })
})

describe('richerExperts', () => {
  const of = (expert: object, grid?: object) =>
    richerExperts(
      configSchema.parse({
        data: {},
        model: { gate: 'markov', experts: [expert] },
        ...(grid === undefined ? {} : { selection: { grid } }),
      }),
    )

  it('offers the family with heavier tails, then the fuller covariance, then nothing', () => {
    const gaussian = { family: 'gaussian', columns: ['x', 'y'], covariance: 'diagonal' }
    expect(of(gaussian)).toBe('model.experts.0.family=gaussian,student-t')
    const searched = { 'model.experts[0].family': ['gaussian', 'student-t'] }
    expect(of(gaussian, searched)).toBe('model.experts.0.covariance=diagonal,full')
    expect(of({ ...gaussian, covariance: 'full' }, searched)).toBeNull()
    expect(of({ family: 'poisson', columns: ['x'] })).toBeNull()
  })
})
