import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { memorySource } from '../../src/data/index.js'
import {
  type Encoded,
  hideSteps,
  type NumberGroup,
  takeRanges,
  takeSequences,
  takeSteps,
} from '../../src/encode/index.js'
import { scoreModel } from '../../src/evaluation/index.js'
import { createReferenceEngine, logFuture, type Transitions } from '../../src/inference/index.js'
import { compileModel } from '../../src/model/compile.js'
import type { Gate } from '../../src/model/gate.js'
import { askSequences } from '../../src/model/infer.js'
import { prepareData, prepareModel } from '../../src/prepare.js'
import { logJoint, oracle } from '../inference/oracle.js'
import { kernelEngine } from '../kernel/engines.js'

const kinds = ['step-weights', 'per-step'] as const
type Kind = (typeof kinds)[number]

const config = configSchema.parse({
  data: { x: ['a'], sequence: 'id' },
  model: { gate: 'markov', states: 2, experts: [{ family: 'poisson', columns: ['a'] }] },
})
const csv = 'id,a\n1,3\n1,0\n1,2\n2,1\n2,4\n'
const seen = Float64Array.of(0.5, -1, 2, 0, 1)

/** p(z_t = 2) has the log-odds of what the gate sees at t; `per-step` only from state 1, for state 2 is never left. */
function seeing(gate: Gate, kind: Kind): Gate {
  const law = (w: number) => [1 / (1 + Math.exp(w)), 1 / (1 + Math.exp(-w))]
  return {
    ...gate,
    inputs: () => null,
    given: () => ({
      inputs(data, s) {
        const { values } = data.gate![0] as NumberGroup
        const [first, ...later] = [...values.subarray(data.offsets[s], data.offsets[s + 1])].map(law)
        const transitions: Transitions =
          kind === 'step-weights'
            ? { kind, logWeights: Float64Array.from(later.flat(), Math.log) }
            : { kind, probabilities: Float64Array.from(later.flatMap((row) => [...row, 0, 1])) }
        return { logInitial: Float64Array.from(first!, Math.log), transitions }
      },
    }),
  }
}

async function prepare(kind: Kind) {
  const prepared = await prepareData(config, memorySource('rows.csv', csv))
  const blind = prepareModel(config, prepared)
  const data: Encoded = {
    ...prepared.encoded,
    gate: [{ kind: 'numbers', dimension: 1, values: seen }],
  }
  const model = { ...blind, gate: seeing(blind.gate, kind) }
  const rates = { axes: ['state', 'column'], shape: [2, 1], values: Float64Array.of(1, 3) } as const
  return { data, compiled: compileModel(model, { gate: {}, experts: [{ rate: rates }] }) }
}

describe.each(kinds)('a gate that sees data and gives %s transitions', (kind) => {
  it('gives the log-likelihood of the sum over all paths, through the reference and the kernel', async () => {
    const { data, compiled } = await prepare(kind)
    const expected = [0, 1].map((s) => oracle(compiled.toInferenceInputs(data, s).inputs).logLikelihood)
    for (const engine of [createReferenceEngine(), kernelEngine()]) {
      const { perSequence } = await scoreModel(compiled, data, engine)
      for (const [s, { logLikelihood }] of perSequence.entries())
        expect(logLikelihood).toBeCloseTo(expected[s]!, 12)
    }
  })

  it('changes what is said when what it sees changes', async () => {
    const { data, compiled } = await prepare(kind)
    const ask = (given: Encoded) =>
      askSequences(compiled, createReferenceEngine(), given).logLikelihood(0).logLikelihood
    const values = seen.slice()
    values[1] = 3
    expect(ask({ ...data, gate: [{ kind: 'numbers', dimension: 1, values }] })).not.toBeCloseTo(ask(data), 3)
  })

  it('leaves the future of a state to the sum over its paths', async () => {
    const { data, compiled } = await prepare(kind)
    const { inputs } = compiled.toInferenceInputs(data, 0)
    const future = logFuture(inputs)
    for (const k of [0, 1]) {
      const paths = [0, 1].flatMap((a) => [0, 1].map((b) => logJoint(inputs, [k, a, b])))
      const total = Math.log(paths.reduce((sum, log) => sum + Math.exp(log), 0))
      expect(future[k]! + logJoint(inputs, [k])).toBeCloseTo(total, 12)
    }
  })
})

it('parts of the data keep what the gate sees of their steps', async () => {
  const { data } = await prepare('per-step')
  const gate = (part: Encoded) => [...(part.gate![0] as NumberGroup).values]
  expect(gate(takeSequences(data, [1]))).toEqual([0, 1])
  expect(gate(takeRanges(data, [{ from: 1, to: 3 }], ['1']))).toEqual([-1, 2])
  expect(gate(takeSteps(data, Uint8Array.of(1, 0, 1, 0, 1)))).toEqual([0.5, 2, 1])
  expect(gate(hideSteps(data, Uint8Array.of(1, 1, 1, 1, 1)))).toEqual([...seen])
})
