import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import { askSequences } from '../../src/model/infer.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, type Trainable, trainablesOf } from '../../src/neural/trainables.js'
import { candidates } from '../../src/tensor/candidates.js'
import { openDevice } from '../../src/tensor/open-device.js'
import type { Tf } from '../../src/tensor/tf.js'
import type { TestConfig } from '../fit.js'
import { prepareNetwork } from './helpers.js'

/** Networks and gates written a second time in Python (references/*.py), in float64: what they give is in the files beside. */
interface Fixture {
  /** The versions that made it. */
  readonly made: Readonly<Record<string, string>>
  /** The text of a CSV file. */
  readonly data: string
  readonly cases: readonly Case[]
}

interface Case {
  readonly name: string
  readonly data: TestConfig['data']
  readonly model: TestConfig['model']
  /** [sequence][t] log p(x_t | x_{1:t−1}, u), nats. */
  readonly logPredictive: readonly (readonly number[])[]
  readonly trainables: readonly Reference[]
}

/** A block of numbers, expert −1 for logits and weights of the gate, and the gradient of the log-likelihood. */
interface Reference {
  readonly expert: number
  readonly name: string
  readonly shape: readonly number[]
  readonly values: readonly number[]
  readonly gradient: readonly number[]
}

const folder = new URL('references/', import.meta.url)
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): Fixture => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
const devices = await findDevices()
const perStep = 1e-5
const ofGradient = 1e-5

describe.each(fixtures)('$made.by with TensorFlow $made.tensorflow', (fixture) => {
  it.each(named(fixture))('the plain forward pass gives log p of each step: %s', async (_, reference) => {
    const { prepared, trainables, references } = await prepare(fixture, reference)
    const values = references.map((each) => Float64Array.from(each.values, Math.fround))
    const { model, problem } = prepared
    const compiled = compileModel(model, parametersAt(trainables, values, model.experts.length))
    const ask = askSequences(compiled, problem.engine, problem.data)
    for (const [s, expected] of reference.logPredictive.entries()) {
      const found = ask.filter(s).logPredictive
      expect(largestDifference(found.subarray(0, expected.length), expected)).toBeLessThan(perStep)
    }
  })

  describe.each(devices)('%s', (_, device, here) => {
    it.runIf(here).each(named(fixture))(
      'gives the log-likelihood and its gradient: %s',
      async (_, reference) => {
        const tf = await openTf(device)
        const { prepared, trainables, references } = await prepare(fixture, reference)
        const values = references.map((each) => Float32Array.from(each.values))
        const { problem } = prepared
        const all = problem.data.sequenceIds.map((_, s) => s)
        const found = await batchGradient({ tf, ...problem, trainables }, values, all, null)
        const steps = reference.logPredictive.flat()
        const expected = steps.reduce((sum, l) => sum + l, 0)
        expect(Math.abs(found.logLikelihood - expected) / steps.length).toBeLessThan(perStep)

        let error = 0
        let size = 0
        for (const [i, { gradient }] of references.entries()) {
          expect(found.gradients[i]).toHaveLength(gradient.length)
          for (const [j, g] of gradient.entries()) {
            error += (g - found.gradients[i]![j]!) ** 2
            size += g * g
          }
        }
        expect(Math.sqrt(error / size)).toBeLessThan(ofGradient)
      },
    )
  })
})

function named({ cases }: Fixture): [string, Case][] {
  return cases.map((each) => [`${each.name}, gate ${JSON.stringify(each.model.gate)}`, each])
}

/** All devices that could be, and whether they are here. */
async function findDevices(): Promise<[title: string, name: string, here: boolean][]> {
  const found: [string, string, boolean][] = []
  for (const { name } of candidates) {
    try {
      const device = await openDevice(name, { synchronous: true })
      device.close()
      found.push([`on ${name}`, name, true])
    } catch (error) {
      found.push([`on ${name} (SKIPPED: ${(error as Error).message})`, name, false])
    }
  }
  return found
}

let open: Awaited<ReturnType<typeof openDevice>> | undefined

async function openTf(name: string): Promise<Tf> {
  if (open?.name !== name) {
    open?.close()
    open = await openDevice(name, { synchronous: true })
  }
  return open.tf
}

/** The case as dsm reads it, and the reference's numbers in the order of dsm's trainables. */
async function prepare(fixture: Fixture, { data, model, trainables: given }: Case) {
  const prepared = await prepareNetwork(
    { data: { sequence: 'id', ...data }, model } as TestConfig,
    fixture.data,
  )
  const trainables = trainablesOf(
    prepared.model,
    prepared.model.experts.map(() => 0),
  )
  const references = trainables.map((trainable) => referenceOf(trainable, given))
  expect(given).toHaveLength(references.length)
  return { prepared, trainables, references }
}

function referenceOf({ expert, name, layout }: Trainable, given: readonly Reference[]): Reference {
  const found = given.find((each) => each.expert === expert && each.name === name)
  if (found === undefined) throw new Error(`the reference has no ${name} of expert ${expert}`)
  expect(found.shape, name).toEqual(layout.shape)
  return found
}

function largestDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)))
}
