import { describe, expect, it } from 'vitest'
import {
  chooseK,
  pairedDifference,
  pairedStandardError,
  type RuleInput,
  ratioEstimate,
  ratioScoring,
} from '../../src/selection/index.js'

describe('ratioEstimate', () => {
  it('with equal steps is the mean and the standard error of the mean', () => {
    // Per step −1, −2, −6: mean −3, sample variance ((2)² + (1)² + (3)²)/2 = 7, standard error sqrt(7/3).
    const { mean, standardError } = ratioEstimate([-10, -20, -60], [10, 10, 10])
    expect(mean).toBe(-3)
    expect(standardError).toBeCloseTo(Math.sqrt(7 / 3), 12)
  })

  it('weighs units by their steps', () => {
    // r = −9/6 = −1.5; residuals −2 + 1.5·2 = 1 and −7 + 1.5·4 = −1; SE = sqrt(2/1 · 2)/6 = 1/3.
    const { mean, standardError } = ratioEstimate([-2, -7], [2, 4])
    expect(mean).toBe(-1.5)
    expect(standardError).toBeCloseTo(1 / 3, 12)
  })

  it('leaves units without observed steps out', () => {
    expect(ratioEstimate([-2, 0, -7], [2, 0, 4])).toEqual(ratioEstimate([-2, -7], [2, 4]))
  })

  it('has no standard error for an infinite total', () => {
    const { mean, standardError } = ratioEstimate([-2, Number.NEGATIVE_INFINITY], [2, 4])
    expect(mean).toBe(Number.NEGATIVE_INFINITY)
    expect(standardError).toBeNaN()
  })
})

describe('pairedStandardError', () => {
  it('is that of the differences, not of the scores', () => {
    // d = (1, 3) over T = (2, 2): r = 1, residuals −1 and 1, SE = sqrt(2 · 2)/4 = 0.5, whatever the scores vary.
    expect(pairedDifference([-100, -1], [-101, -4], [2, 2])).toEqual({ mean: 1, standardError: 0.5 })
    expect(pairedStandardError([-100, -1], [-101, -4], [2, 2])).toBe(0.5)
  })
})

describe('chooseK', () => {
  const steps = [1, 1, 1, 1]
  const candidate = (states: number, totals: number[], more: Partial<RuleInput> = {}): RuleInput => ({
    states,
    freeParameters: states,
    networks: false,
    totals: Float64Array.from(totals),
    aic: 0,
    bic: 0,
    icl: 0,
    usable: true,
    ...more,
  })
  const best = candidate(3, [-1, -1, -1, -1])
  // Against the best: difference 0.5 with standard error sqrt(4/3 · (0.25·4))/4 = 0.2887, and 0.25 with 0.4787.
  const far = candidate(1, [-2, -1, -2, -1])
  const near = candidate(2, [-3, -1, 0, -1])

  it('takes the simplest model within one standard error of the paired difference to the best', () => {
    const choices = chooseK([far, near, best], ratioScoring(steps))
    expect(choices.maximum).toBe(2)
    expect(choices['one-standard-error']).toBe(1)
  })

  it('takes the best where nothing simpler is near', () => {
    expect(chooseK([far, best], ratioScoring(steps))['one-standard-error']).toBe(1)
  })

  it('orders by free parameters, then by K, then as given', () => {
    const heavy = candidate(1, [-3, -1, 0, -1], { freeParameters: 9 })
    expect(chooseK([heavy, best], ratioScoring(steps))['one-standard-error']).toBe(1)
    const same = (states: number) => candidate(states, [-1, -1, -1, -1], { freeParameters: 5 })
    expect(chooseK([same(4), same(2)], ratioScoring(steps)).maximum).toBe(1)
    expect(chooseK([same(2), same(2)], ratioScoring(steps)).maximum).toBe(0)
  })

  it('takes the simpler of two models whose scores differ by rounding', () => {
    const other = candidate(4, [-1 + 1e-12, -1, -1, -1])
    expect(chooseK([best, other], ratioScoring(steps))).toMatchObject({ maximum: 0, 'one-standard-error': 0 })
  })

  it('takes the least of each criterion, the simpler model at a tie', () => {
    const a = candidate(2, [-1, -1, -1, -1], { aic: 10, bic: 7, icl: null })
    const b = candidate(1, [-1, -1, -1, -1], { aic: 10, bic: 8, icl: 3 })
    expect(chooseK([a, b], ratioScoring(steps))).toMatchObject({ aic: 1, bic: 0, icl: 1 })
  })

  it('orders networks by K, whatever the number of their weights', () => {
    const small = candidate(1, [-1, -1, -1, -1], { networks: true, freeParameters: 900 })
    const large = candidate(2, [-1, -1, -1, -1], { networks: true, freeParameters: 100 })
    expect(chooseK([large, small], ratioScoring(steps))).toMatchObject({ 'one-standard-error': 1 })
  })

  it('never takes a model that scores -inf or failed', () => {
    const impossible = candidate(1, [0, 0, 0, Number.NEGATIVE_INFINITY])
    const failed = candidate(2, [0, 0, 0, 0], { usable: false, aic: -99 })
    expect(chooseK([impossible, failed, best], ratioScoring(steps))).toMatchObject({
      maximum: 2,
      'one-standard-error': 2,
    })
    expect(chooseK([impossible, failed], ratioScoring(steps))).toMatchObject({
      maximum: null,
      'one-standard-error': null,
      aic: null,
    })
  })
})
