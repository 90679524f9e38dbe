import { describe, expect, it } from 'vitest'
import { ConfigProblems, configJsonSchema, loadConfig } from '../../src/config/index.js'

const text = `
data: { path: a.csv, x: [a] }
model: { gate: markov, states: 2, experts: [{ family: gaussian, columns: [a] }] }
`
const load = (...overrides: string[]) => loadConfig(text, { file: 'config.yaml', overrides })

describe('loadConfig(text)', () => {
  it('fills in the defaults of the schema', () => {
    const config = load()
    expect(config.training).toMatchObject({ restarts: 10, maxIterations: 500, tolerance: 1e-8, seed: 1 })
    expect(config.selection).toMatchObject({ kRange: '1:6', folds: 5, rule: 'one-standard-error' })
    expect(config.model).toMatchObject({ initial: 'free', experts: [{ covariance: 'full' }] })
  })

  it('reads JSON, with $schema and a byte-order mark', () => {
    const json = JSON.stringify({
      $schema: './dsm.schema.json',
      data: { path: 'a.csv' },
      model: { gate: 'static', states: 3, experts: [{ family: 'poisson', columns: 'a' }] },
    })
    expect(loadConfig(`\uFEFF${json}`, { file: 'config.json' }).model.states).toBe(3)
  })

  it('keeps missing markers as text, however they are written', () => {
    expect(load('data.missing=[NA, -9]').data.missing).toEqual(['NA', '-9'])
    expect(load('data.missing={a: [0, x]}').data.missing).toEqual({ a: ['0', 'x'] })
  })

  it('takes a single K for a range', () => {
    expect(load('selection.kRange=4').selection.kRange).toEqual([4])
  })

  it('lets a config without states pass where a range of K is tried', () => {
    const open = text.replace('states: 2, ', '')
    expect(loadConfig(open, { file: 'config.yaml', requireStates: false }).model.states).toBeUndefined()
    expect(() => loadConfig(open, { file: 'config.yaml' })).toThrow(/model\.states: is missing/)
  })

  it('lets data.z stand for the number of states', () => {
    const labelled = text.replace('states: 2, ', '').replace('x: [a]', 'x: [a], z: label')
    expect(loadConfig(labelled, { file: 'config.yaml' }).data.z).toBe('label')
  })

  it('accepts a left-right chain with a stationary law: its last state is the only closed class', () => {
    const config = load('model.initial=stationary', 'model.transition.allowed=[[1, 1], [0, 1]]')
    expect(config.model.initial).toBe('stationary')
  })

  it('does not take the elements of a vector for strangers', () => {
    const vector =
      'data: { path: a.jsonl, x: [emb] }\nmodel: { gate: markov, states: 2, experts: [{ family: gaussian, columns: [emb_1, emb_2] }] }'
    expect(loadConfig(vector, { file: 'config.yaml' }).data.x).toEqual(['emb'])
  })

  it('gives every problem with its path, line and column for programs', () => {
    try {
      loadConfig('data: { path: 3 }\nmodel: { gate: markov, states: 0, experts: [{ family: poisson }] }', {
        file: 'c.yaml',
      })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigProblems)
      const { problems } = error as ConfigProblems
      expect(problems.map(({ path, line, column }) => ({ path, line, column }))).toEqual([
        { path: 'data.path', line: 1, column: 15 },
        { path: 'model.states', line: 2, column: 32 },
      ])
    }
  })
})

describe('--set path=value', () => {
  it.each([
    ['model.states=4', 4],
    ['model.states=  5', 5],
  ])('%s', (override, states) => expect(load(override).model.states).toBe(states))

  it('writes list entries with brackets or with dots', () => {
    expect(load('model.experts[0].covariance=tied')).toEqual(load('model.experts.0.covariance=tied'))
  })

  it('makes the maps that are not there', () => {
    expect(load('model.transition.prior.stickiness=2').model.transition?.prior).toEqual({
      concentration: 1,
      stickiness: 2,
    })
  })

  it('adds an entry at the end of a list', () => {
    const config = load('data.x=[a, b]', 'model.experts[1]={family: poisson, columns: b}')
    expect(config.model.experts.map(({ family }) => family)).toEqual(['gaussian', 'poisson'])
  })

  it('takes a key away when the value is empty', () => {
    expect(load('data.x=').data.x).toBeUndefined()
  })

  it('reaches keys with dots in quotes', () => {
    expect(load('data.where["a.b"]=1').data.where).toEqual({ 'a.b': 1 })
  })

  it('lets the later one win', () => {
    expect(load('model.states=3', 'model.states=4').model.states).toBe(4)
  })

  it('names the override and not a line of the file', () => {
    expect(() => load('training.restarts=0')).toThrow(
      '--set training.restarts=0 training.restarts: expected a whole number of at least 1, got 0',
    )
  })
})

describe('configJsonSchema()', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, { properties: Record<string, { description?: string; default?: unknown }> }>
    required: string[]
  }

  it('describes what a user writes: defaults are not required', () => {
    expect(schema.required).toEqual(['data', 'model'])
    expect(schema.properties.training!.properties.restarts!.default).toBe(10)
  })

  it('carries the descriptions', () => {
    for (const [section, { properties }] of Object.entries(schema.properties)) {
      if (properties === undefined) continue
      const described = Object.values(properties).filter(({ description }) => description !== undefined)
      expect(described.length, section).toBeGreaterThan(0)
    }
    expect(schema.properties.model!.properties.states!.description).toMatch(/number of hidden states/)
  })
})
