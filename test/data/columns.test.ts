import { describe, expect, it } from 'vitest'
import { expandColumns, resolveColumns } from '../../src/data/index.js'
import { config } from './helpers.js'

const header = [
  'id',
  't',
  'a',
  'note_10',
  'note_2',
  'b',
  'note_1',
  'n.x',
  'emb_2',
  'emb_1',
  'emb_3',
  'gap_1',
  'gap_3',
]

describe('expandColumns', () => {
  it.each([
    ['a name', 'a', ['a']],
    ['several, each once', ['b', 'a', 'b'], ['b', 'a']],
    ['a pattern, in the order of the file', 'note_*', ['note_10', 'note_2', 'note_1']],
    ['a pattern in which a point is a point', '*.x', ['n.x']],
    ['a pattern that fits all', '*', header],
    ['a range in the order of the file', 'a..b', ['a', 'note_10', 'note_2', 'b']],
    ['a numbered range in the order of the numbers', 'note_1..note_2', ['note_1', 'note_2']],
    ['the name of a vector', 'emb', ['emb_1', 'emb_2', 'emb_3']],
    ['a part of a vector', 'emb_2..emb_3', ['emb_2', 'emb_3']],
  ])('%s', (_what, entries, expected) => {
    expect(expandColumns(entries, header, 'data.x', 'a.csv')).toEqual(expected)
  })

  it('does not take columns with gaps in their numbers for a vector', () => {
    expect(() => expandColumns('gap', header, 'data.x', 'a.csv')).toThrow('there is no column "gap"')
  })
})

describe('resolveColumns', () => {
  it('takes what the experts name for x where data.x is left out', () => {
    const roles = resolveColumns(header, config({ sequence: 'id', order: 't', y: 'b' }), [
      ['emb'],
      [],
      ['a', 'emb_1'],
    ])
    expect(roles).toEqual({
      x: ['emb_1', 'emb_2', 'emb_3', 'a'],
      y: ['b'],
      z: undefined,
      sequence: 'id',
      order: 't',
    })
  })

  it('keeps the order of data.x', () => {
    expect(resolveColumns(header, config({ x: ['b', 'note_*'] }), [['b']]).x).toEqual([
      'b',
      'note_10',
      'note_2',
      'note_1',
    ])
  })

  it('names the expert whose column is not there', () => {
    expect(() => resolveColumns(header, config({ x: 'a' }), [['a'], ['c_1']])).toThrow(
      'model.experts[1].columns: there is no column "c_1"',
    )
  })
})
