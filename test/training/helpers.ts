import { expect } from 'vitest'
import { type ConfigInput, configSchema } from '../../src/config/schema.js'
import { DsmError } from '../../src/errors.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import type { ModelParameters } from '../../src/model/model.js'
import { type FitEvent, type FitProblem, type FitResult, fit } from '../../src/training/fit.js'
import type { RestartResult } from '../../src/training/restart.js'
import { type Case, randomCase } from '../model/random-case.js'

export type TrainingInput = NonNullable<ConfigInput['training']>

export const training = (input: TrainingInput = {}) => configSchema.shape.training.parse(input)

/** A random problem with an engine to solve it. */
export function randomProblem(
  ...args: Parameters<typeof randomCase>
): FitProblem & Pick<Case, 'parameters' | 'random'> {
  return { ...randomCase(...args), engine: createReferenceEngine() }
}

export async function events(
  problem: FitProblem,
  options: TrainingInput,
  resume?: Parameters<typeof fit>[2],
): Promise<FitEvent[]> {
  const list: FitEvent[] = []
  for await (const event of fit(problem, training(options), resume)) list.push(event)
  return list
}

export function resultOf(list: readonly FitEvent[]): FitResult {
  const last = list.at(-1)
  if (last?.type !== 'done') throw new Error('the fit did not end')
  return last.result
}

/** What the program promises: a fall of no more than 1e-10·(1 + |objective|) is rounding. */
export function expectNeverFalls({ trace, segments, restart }: RestartResult): void {
  for (let i = 1; i < trace.length; i++) {
    if (segments.includes(i)) continue
    const fall = trace[i - 1]! - trace[i]!
    if (!(fall <= 1e-10 * (1 + Math.abs(trace[i]!))))
      expect.fail(`restart ${restart}, step ${i}: fell by ${fall}`)
  }
}

/** Every number of the parameters with all its bits. */
export function bits({ gate, experts }: ModelParameters): unknown {
  const all = [gate, ...experts]
  return all.map((parameters) =>
    Object.entries(parameters).map(([name, { values }]) => [
      name,
      [...new BigUint64Array(values.slice().buffer)],
    ]),
  )
}

export function bitsOf(result: FitResult): unknown {
  const { parameters, restarts, share, ...rest } = result
  return [
    bits(parameters),
    [...share],
    rest,
    restarts.map(({ parameters: own, share: theirs, ...other }) => [bits(own), [...theirs], other]),
  ]
}

export async function errorOf(promise: Promise<unknown>): Promise<DsmError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof DsmError) return error
    throw error
  }
  throw new Error('expected an error')
}
