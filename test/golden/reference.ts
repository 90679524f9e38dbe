import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { observedSteps } from '../../src/encode/index.js'
import { freeParameters } from '../../src/model/model.js'
import type { Prepared } from '../fit.js'
import { sharedPath } from '../shared.js'

/** A file of ../shared/references/<folder>; null where the references are absent. */
export function referencePath(folder: string, file = 'data.csv'): string | null {
  return sharedPath('references', folder, file)
}

/** A JSON file of ../shared/references/<folder>. */
// biome-ignore lint/suspicious/noExplicitAny: each reference file has a form of its own
export function referenceJson(folder: string, file = 'expected.json'): any {
  return JSON.parse(readFileSync(referencePath(folder, file)!, 'utf8'))
}

/** Fails where any number is further than `tolerance` (absolute) from the one expected; NaN fails. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  what = '',
): void {
  expect(actual.length, `${what} length`).toBe(expected.length)
  expected.forEach((value, i) => {
    const difference = Math.abs(actual[i]! - value)
    if (!(difference <= tolerance))
      expect.fail(`${what}[${i}]: ${actual[i]}, reference ${value}, difference ${difference} > ${tolerance}`)
  })
}

/** AIC = −2 log p + 2p and BIC = −2 log p + p log n, n being `units` or the observed steps. */
export function criteria(prepared: Prepared, logLikelihood: number, units = observedSteps(prepared.data)) {
  const p = freeParameters(prepared.model)
  return { parameters: p, aic: 2 * p - 2 * logLikelihood, bic: p * Math.log(units) - 2 * logLikelihood }
}
