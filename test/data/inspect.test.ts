import { describe, expect, it } from 'vitest'
import { inspectTable, memorySource } from '../../src/data/index.js'
import { config } from './helpers.js'

const inspect = (name: string, content: string, maxRows?: number) =>
  inspectTable(memorySource(name, content), config(), maxRows)

describe('inspectTable', () => {
  it('describes columns and finds the one that tells sequences apart and the one that orders', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `p${Math.floor(i / 10)},${(i % 10) * 2},${i % 4 === 0 ? '' : i / 2},${'ab'[i % 2]}`,
    )
    const table = await inspect('a.csv', `person,week,x,w\n${rows.join('\n')}\n`)
    expect(table).toMatchObject({
      format: 'csv',
      rows: 30,
      complete: true,
      ownSequences: false,
      sequenceCandidates: ['person'],
      orderCandidates: ['week'],
    })
    expect(table.columns).toEqual([
      {
        name: 'person',
        count: 30,
        missing: 0,
        numeric: 0,
        integer: 0,
        distinct: 3,
        min: null,
        max: null,
        examples: ['p0', 'p1', 'p2'],
        runs: 3,
      },
      {
        name: 'week',
        count: 30,
        missing: 0,
        numeric: 30,
        integer: 30,
        distinct: 10,
        min: 0,
        max: 18,
        examples: ['0', '2', '4', '6', '8'],
        runs: 30,
      },
      {
        name: 'x',
        count: 22,
        missing: 8,
        numeric: 22,
        integer: 7,
        distinct: 22,
        min: 0.5,
        max: 14.5,
        examples: ['0.5', '1', '1.5', '2.5', '3'],
        runs: 30,
      },
      {
        name: 'w',
        count: 30,
        missing: 0,
        numeric: 0,
        integer: 0,
        distinct: 2,
        min: null,
        max: null,
        examples: ['a', 'b'],
        runs: 30,
      },
    ])
  })

  it('looks at no more rows than asked for', async () => {
    const table = await inspect(
      'a.csv',
      `year,n\n${Array.from({ length: 50 }, (_, i) => `${1900 + i},3`).join('\n')}\n`,
      20,
    )
    expect(table).toMatchObject({
      rows: 20,
      complete: false,
      sequenceCandidates: [],
      orderCandidates: ['year'],
    })
    expect(table.columns[1]).toMatchObject({ distinct: 1, runs: 1 })
  })

  it('knows an id by its name where rows are interleaved, and no id by its sound', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i % 3},${i % 3},${i % 3}`)
    expect((await inspect('a.csv', `grid,userId,paid\n${rows.join('\n')}\n`)).sequenceCandidates).toEqual([
      'userId',
    ])
  })

  it('leaves out columns that no model could use', async () => {
    const table = await inspect('a.jsonl', '{"x":[1,2],"meta":{"a":1}}\n{"x":[3,4],"meta":{}}\n')
    expect(table).toMatchObject({
      ownSequences: true,
      rows: 4,
      sequenceCandidates: [],
      orderCandidates: ['x'],
    })
    expect(table.columns.map(({ name }) => name)).toEqual(['x'])
  })
})
