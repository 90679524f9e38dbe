import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelFileError } from '../../src/errors.js'
import { createReferenceEngine } from '../../src/inference/index.js'
import { compileModel } from '../../src/model/compile.js'
import { parseModel, type SavedModel, stringifyModel } from '../../src/store/model-file.js'
import { formatVersion } from '../../src/store/model-file-schema.js'
import { prepareRows } from '../fit.js'
import { bits } from '../training/helpers.js'
import { modelCases, rows, savedModel } from './saved.js'

const SEED = 20250104
const file = 'runs/x/model.json'

function errorOf(text: string): ModelFileError {
  try {
    parseModel(text, file)
  } catch (error) {
    if (error instanceof ModelFileError) return error
    throw error
  }
  throw new Error('expected a ModelFileError')
}

describe('save → load is the identity', () => {
  it.each(modelCases)('%s', async (_, config) => {
    const saved = await savedModel(config, rows())
    const text = stringifyModel(saved)
    const loaded = parseModel(text, file)
    expect(bits(loaded.parameters)).toEqual(bits(saved.parameters))
    expect(loaded.plan).toEqual(saved.plan)
    expect(loaded.fit).toEqual(saved.fit)
    expect(loaded.config).toEqual(saved.config)
    expect(loaded.experts).toEqual(saved.experts)
    expect(loaded.model.stateNames).toEqual(saved.model.stateNames)
    expect(stringifyModel(loaded)).toBe(text)
    const { data } = await prepareRows(config, rows())
    const score = ({ model, parameters }: SavedModel) => {
      const { inputs } = compileModel(model, parameters).toInferenceInputs(data, 0)
      return createReferenceEngine().logLikelihood(inputs).logLikelihood
    }
    expect(score(loaded)).toBe(score(saved))
  })

  it('every double survives, down to the last bit', async () => {
    const saved = await savedModel(modelCases[0]![1], rows())
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (mean) => {
        const { gate, experts } = saved.parameters
        const edited = experts[0]!.mean!.values.slice().fill(mean, 0, 1)
        const parameters = {
          gate,
          experts: [{ ...experts[0]!, mean: { ...experts[0]!.mean!, values: edited } }, experts[1]!],
        }
        const loaded = parseModel(stringifyModel({ ...saved, parameters }), file)
        expect(loaded.parameters.experts[0]!.mean!.values[0]).toBe(mean === 0 ? 0 : mean)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
})

// biome-ignore lint/suspicious/noExplicitAny: damage has no type
type Damage = (json: any) => void

const damages: readonly (readonly [string, Damage, RegExp])[] = [
  ['another format', (j) => (j.format = 'pickle'), /no dsm model file/],
  ['no format', (j) => delete j.format, /no dsm model file/],
  ['a newer version', (j) => (j.version = formatVersion + 1), /format version 2 .*reads up to 1/],
  ['a version that is no number', (j) => (j.version = 'one'), /version/],
  ['version 0', (j) => (j.version = 0), /version/],
  ['no parameters', (j) => delete j.parameters, /parameters/],
  ['no plan', (j) => delete j.plan, /plan/],
  ['no fit', (j) => delete j.fit, /fit/],
  ['no config', (j) => delete j.config, /config/],
  ['an extra key', (j) => (j.extra = 1), /extra/i],
  ['an extra key in the fit', (j) => (j.fit.extra = 1), /fit.*extra/i],
  [
    'an extra parameter',
    (j) => (j.parameters.experts[0].skew = [1]),
    /parameters\.experts\[0\]\.skew: unknown parameter/,
  ],
  [
    'a missing parameter',
    (j) => delete j.parameters.experts[0].mean,
    /parameters\.experts\[0\]\.mean: expected 2 × 2/,
  ],
  [
    'a parameter of another shape',
    (j) => j.parameters.experts[0].mean.pop(),
    /parameters\.experts\[0\]\.mean: expected 2 × 2 .*got 1 × 2/,
  ],
  [
    'a ragged parameter',
    (j) => j.parameters.gate.transition[1].pop(),
    /parameters\.gate\.transition: expected 2 × 2/,
  ],
  [
    'a string among the numbers',
    (j) => (j.parameters.gate.transition[0][0] = '0.5'),
    /parameters\.gate\.transition/,
  ],
  [
    'null (a NaN that JSON lost) among the numbers',
    (j) => (j.parameters.experts[0].mean[0][0] = null),
    /parameters\.experts\[0\]\.mean.*finite/,
  ],
  ['a negative weight', (j) => (j.parameters.gate.weights = [-0.5, 1.5]), /weights: -0\.5 is no probability/],
  [
    'weights that sum to 2',
    (j) => (j.parameters.gate.weights = [1, 1]),
    /weights: the probabilities sum to 2, not to 1/,
  ],
  [
    'a transition row that sums to 1/2',
    (j) => (j.parameters.gate.transition[1] = [0.25, 0.25]),
    /row 2.*sum to 0\.5/,
  ],
  [
    'too many weights',
    (j) => (j.parameters.gate.weights = [0.5, 0.25, 0.25]),
    /weights: expected 2 numbers, got 3/,
  ],
  [
    'symbol probabilities that sum to 0',
    (j) => (j.parameters.experts[1].probabilities[0] = [0, 0, 0]),
    /probabilities/,
  ],
  [
    'a covariance that is not positive definite',
    (j) =>
      (j.parameters.experts[0].covariance[0] = [
        [1, 2],
        [2, 1],
      ]),
    /covariance/,
  ],
  [
    'a covariance that is not symmetric',
    (j) =>
      (j.parameters.experts[0].covariance[0] = [
        [1, 0.5],
        [0, 1],
      ]),
    /covariance/,
  ],
  [
    'huge numbers of states',
    (j) => (j.config.model.states = 1e9),
    /weights: expected 1000000000 numbers, got 2/,
  ],
  [
    'states that do not fit the parameters',
    (j) => (j.config.model.states = 3),
    /weights: expected 3 numbers, got 2/,
  ],
  ['an expert that is not in the config', (j) => (j.experts[1].entry = 7), /no entry 7/],
  ['experts, plan and parameters of different number', (j) => j.plan.groups.pop(), /2 experts, but 1 groups/],
  [
    'columns that are not those of the plan',
    (j) => (j.plan.groups[0].columns = ['a', 'c']),
    /plan\.groups\[0\]/,
  ],
  ['a plan with a list too short', (j) => j.plan.groups[0].variance.pop(), /plan\.groups\[0\]/],
  [
    'a plan of numbers for an expert of symbols',
    (j) =>
      (j.plan.groups[1] = { ...j.plan.groups[0], columns: ['s'], mean: [1], variance: [1], counts: [1] }),
    /plan\.groups\[1\]: expected the plan of symbols, got numbers/,
  ],
  ['a symbol twice', (j) => (j.plan.groups[1].symbols[1] = j.plan.groups[1].symbols[0]), /plan\.groups\[1\]/],
  [
    'a negative variance in the plan',
    (j) => (j.plan.groups[0].variance[0] = -1),
    /plan\.groups\.0\.variance\.0/,
  ],
  ['an unknown family', (j) => (j.config.model.experts[0].family = 'laplace'), /family/],
  ['an unknown gate', (j) => (j.config.model.gate = 'warp'), /gate/],
  ['shares of another length', (j) => j.fit.share.pop(), /fit\.share: expected 2 numbers, got 1/],
  [
    'a gate without its transitions',
    (j) => delete j.parameters.gate.transition,
    /parameters\.gate\.transition/,
  ],
  ['parameters in a list', (j) => (j.parameters.gate = []), /.+/],
  [
    'parameters named like what objects inherit',
    (j) => (j.parameters.gate = { ...j.parameters.gate, constructor: [1] }),
    /constructor: unknown parameter/,
  ],
]

describe('a damaged model file is a ModelFileError that says where', async () => {
  const saved = await savedModel(modelCases[0]![1], rows())
  const text = stringifyModel(saved)

  it.each(damages)('%s', (_, damage, message) => {
    const json = JSON.parse(text)
    damage(json)
    const error = errorOf(JSON.stringify(json))
    expect(error.message).toMatch(message)
    expect(error.message).toContain(file)
    expect(error.hint).toBeTruthy()
  })

  it.each([
    ['empty', ''],
    ['blank', '\n\n'],
    ['a CSV file', 'a,b\n1,2\n'],
    ['YAML', 'format: dsm-model\n'],
    ['NaN in the numbers', text.replace(/"mean": \[\s*\[\s*[^,\]]+/, '"mean": [[NaN')],
    ['Infinity in the numbers', text.replace(/"mean": \[\s*\[\s*[^,\]]+/, '"mean": [[Infinity')],
    ['two files in one', text + text],
    ['something after the end', `${text}garbage`],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a string', '"dsm-model"'],
    ['an object', '{}'],
    ['deep nesting', '['.repeat(200_000)],
    ['deep nesting that is closed', '['.repeat(5000) + ']'.repeat(5000)],
  ])('%s', (_, content) => {
    const error = errorOf(content)
    expect(error.message).toContain(file)
    expect(error.hint).toBeTruthy()
  })

  it('1e999 in the numbers, which JSON reads as infinity', () => {
    const error = errorOf(text.replace(/"mean": \[\s*\[\s*[^,\]]+/, '"mean": [[1e999'))
    expect(error.message).toMatch(/finite|mean/)
  })

  it('cut off at any place', () => {
    const step = Math.max(1, Math.floor(text.length / 300))
    for (let at = 0; at < text.trimEnd().length; at += step) {
      const error = errorOf(text.slice(0, at))
      expect(error.code).toBe('not-json')
      expect(error.message).toContain('not whole JSON')
    }
  })

  it('a byte-order mark is read through or refused, never a crash', () => {
    try {
      expect(bits(parseModel(`\uFEFF${text}`, file).parameters)).toEqual(bits(saved.parameters))
    } catch (error) {
      expect(error).toBeInstanceOf(ModelFileError)
    }
  })

  it('__proto__ keys pollute nothing', () => {
    for (const place of [
      '{"format"',
      '"gate": {',
      '"parameters": {',
      '"plan": {',
      '"fit": {',
      '"config": {',
    ]) {
      const hostile = text.replace(
        place,
        place.startsWith('{')
          ? '{"__proto__": {"polluted": 1}, "format"'
          : `${place}"__proto__": {"polluted": 1},`,
      )
      try {
        parseModel(hostile, file)
      } catch (error) {
        expect(error).toBeInstanceOf(ModelFileError)
      }
      expect(({} as { polluted?: number }).polluted).toBe(undefined)
    }
  })

  it('whatever else is edited, nothing but a ModelFileError is thrown', () => {
    const original = JSON.parse(text)
    const paths = leaves(original)
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        '',
        'x',
        [],
        {},
        [[]],
        [0],
        -1,
        0,
        1,
        0.5,
        1e308,
        -1e308,
        5e-324,
        2 ** 53,
        1e9,
        '__proto__',
      ),
      fc.jsonValue(),
    )
    const edit = fc.record({
      path: fc.constantFrom(...paths),
      action: fc.constantFrom('set', 'delete', 'add', 'repeat'),
      value,
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const json = JSON.parse(text)
        for (const { path, action, value: put } of edits) apply(json, path, action, put)
        try {
          const loaded = parseModel(JSON.stringify(json), file)
          // What is accepted is a model: it can be asked, and saved again.
          compileModel(loaded.model, loaded.parameters)
          parseModel(stringifyModel(loaded), file)
        } catch (error) {
          if (!(error instanceof ModelFileError)) throw error
          expect(error.message).not.toMatch(/undefined|\[object|NaN/)
        }
      }),
      { seed: SEED, numRuns: 3000 },
    )
  })
})

type Path = readonly (string | number)[]

/** Places of all values, inner ones too. */
function leaves(json: unknown, path: Path = []): Path[] {
  if (json === null || typeof json !== 'object') return [path]
  const inner = Object.keys(json).flatMap((name) =>
    leaves((json as Record<string, unknown>)[name], [...path, Array.isArray(json) ? Number(name) : name]),
  )
  return path.length === 0 ? inner : [path, ...inner]
}

// biome-ignore lint/suspicious/noExplicitAny: any place of any JSON
function apply(json: any, path: Path, action: string, value: unknown): void {
  let at = json
  for (const part of path.slice(0, -1)) {
    if (at === null || typeof at !== 'object') return
    at = at[part]
  }
  const last = path.at(-1)!
  if (at === null || typeof at !== 'object') return
  if (action === 'delete') {
    if (Array.isArray(at)) at.splice(Number(last), 1)
    else delete at[last]
  } else if (action === 'add') {
    if (Array.isArray(at)) at.push(value)
    else at.added = value
  } else if (action === 'repeat' && Array.isArray(at)) at.push(at[Number(last)])
  else at[last] = value
}
