import { describe, expect, it } from 'vitest'
import { hashDataset, selectSequences } from '../../src/data/index.js'
import { kinds, plain, read } from './helpers.js'

const text = 'id,x,w\na,1,up\nb,2,down\nb,3,\nc,4,flat\n'

describe('selectSequences', () => {
  it('takes sequences in the order asked for, with only the symbols that they hold', async () => {
    const data = await read('a.csv', text, { sequence: 'id', x: ['x', 'w'] }, kinds('w'))
    const part = selectSequences(data, [2, 1])
    expect(plain(part)).toEqual([
      { id: 'c', x: [4], w: ['flat'] },
      { id: 'b', x: [2, 3], w: ['down', null] },
    ])
    expect([...part.lines]).toEqual([5, 3, 4])
    expect(part.columns.get('w')).toMatchObject({ symbols: ['flat', 'down'] })
    expect(plain(data)).toHaveLength(3)
  })

  it('of all sequences in their order is the same data', async () => {
    const data = await read('a.csv', text, { sequence: 'id', x: ['x', 'w'] }, kinds('w'))
    expect(hashDataset(selectSequences(data, [0, 1, 2]))).toBe(hashDataset(data))
    expect(hashDataset(selectSequences(data, [1, 0, 2]))).not.toBe(hashDataset(data))
  })
})
