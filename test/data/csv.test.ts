import { describe, expect, it } from 'vitest'
import { kinds, plain, read } from './helpers.js'

describe('csv', () => {
  it('reads sequences of unequal length', async () => {
    const data = await read('a.csv', 'id,t,x,y\na,1,0.5,2\na,2,-1e3,3\nb,1,.25,4\n', {
      sequence: 'id',
      order: 't',
      x: ['x'],
      y: ['y'],
    })
    expect(plain(data)).toEqual([
      { id: 'a', t: [1, 2], x: [0.5, -1000], y: [2, 3] },
      { id: 'b', t: [1], x: [0.25], y: [4] },
    ])
    expect([...data.lines]).toEqual([2, 3, 4])
    expect([...data.rows]).toEqual([0, 1, 2])
    expect(data.roles).toEqual({ x: ['x'], y: ['y'], z: undefined, sequence: 'id', order: 't' })
    expect(data.warnings).toEqual([])
  })

  it('takes the whole file as one sequence where no column tells them apart', async () => {
    expect(plain(await read('a.csv', 'x\n1\n2\n', { x: 'x' }))).toEqual([{ id: '1', x: [1, 2] }])
  })

  it('groups interleaved rows in order of first appearance and keeps the lines', async () => {
    const data = await read('a.csv', 'id,x\nb,1\na,2\nb,3\na,4\n', { sequence: 'id', x: 'x' })
    expect(plain(data)).toEqual([
      { id: 'b', x: [1, 3] },
      { id: 'a', x: [2, 4] },
    ])
    expect([...data.lines]).toEqual([2, 4, 3, 5])
  })

  it('sorts rows by order within each sequence and counts the sequences', async () => {
    const data = await read('a.csv', 'id,t,x\na,10,3\nb,1,4\na,9,2\na,1,1\nb,2,5\n', {
      sequence: 'id',
      order: 't',
      x: 'x',
    })
    expect(plain(data)).toEqual([
      { id: 'a', t: [1, 9, 10], x: [1, 2, 3] },
      { id: 'b', t: [1, 2], x: [4, 5] },
    ])
    expect(data.warnings).toEqual([
      { code: 'order-unsorted', message: '1 sequence had rows out of order; sorted by "t"' },
    ])
  })

  it('sorts ISO dates as text', async () => {
    const data = await read('a.csv', 'day,x\n2024-10-01,2\n2024-09-30,1\n', { order: 'day', x: 'x' })
    expect(plain(data)).toEqual([{ id: '1', day: ['2024-09-30', '2024-10-01'], x: [1, 2] }])
  })

  it('reads quoted cells, embedded line ends, CRLF and a byte-order mark, and counts lines right', async () => {
    const data = await read(
      'a.csv',
      '\uFEFFword,x\r\n"a, ""b""",1\r\n"two\r\nlines",2\r\nlast,3',
      { x: ['word', 'x'] },
      kinds('word'),
    )
    expect(plain(data)).toEqual([{ id: '1', word: ['a, "b"', 'two\r\nlines', 'last'], x: [1, 2, 3] }])
    expect([...data.lines]).toEqual([2, 3, 5])
  })

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('finds out that %s separate the cells and says so', async (name, delimiter) => {
    const data = await read('a.csv', 'id,x\nb,1\n'.replaceAll(',', delimiter), { sequence: 'id', x: 'x' })
    expect(plain(data)).toEqual([{ id: 'b', x: [1] }])
    expect(data.warnings).toEqual([
      { code: 'delimiter', message: `the cells are separated by ${name}, not by commas; read that way` },
    ])
  })

  it('takes empty, NA and NaN for missing numbers and only empty for missing text', async () => {
    const data = await read('a.csv', 'w,x\nNA,NA\n,\nNaN, NaN \nz,1\n', { x: ['w', 'x'] }, kinds('w'))
    expect(plain(data)).toEqual([{ id: '1', w: ['NA', null, 'NaN', 'z'], x: [NaN, NaN, NaN, 1] }])
  })

  it('takes missing markers for all columns or for one, numbers by value', async () => {
    const text = 'z,x,v\n0,-999.0,-999\nrun,2,3\n'
    const all = await read('a.csv', text, { x: ['x', 'v'], z: 'z', missing: ['-999'] })
    expect(plain(all)).toEqual([{ id: '1', x: [NaN, 2], v: [NaN, 3], z: ['0', 'run'] }])
    const each = await read('a.csv', text, { x: ['x', 'v'], z: 'z', missing: { z: ['0'], x: ['-999'] } })
    expect(plain(each)).toEqual([{ id: '1', x: [NaN, 2], v: [-999, 3], z: [null, 'run'] }])
  })

  it('keeps the rows that where names and remembers their numbers', async () => {
    const text = 'split,year,x\ntrain,2001,1\ntest,2001,bad\ntrain,2002,3\nvalid,2001,4\n'
    const data = await read('a.csv', text, { x: 'x', where: { split: ['train', 'valid'], year: 2001 } })
    expect(plain(data)).toEqual([{ id: '1', x: [1, 4] }])
    expect([...data.rows]).toEqual([0, 3])
    expect([...data.lines]).toEqual([2, 5])
  })

  it('skips blank lines, counted; in a file of one column they are empty cells, save at the end', async () => {
    const two = await read('a.csv', 'x,v\n1,2\n\n3,4\n\n', { x: ['x', 'v'] })
    expect(plain(two)).toEqual([{ id: '1', x: [1, 3], v: [2, 4] }])
    expect(two.warnings).toEqual([{ code: 'blank-lines', message: '2 blank lines skipped (first: line 3)' }])
    const one = await read('a.csv', 'x\n1\n\n3\n\n', { x: 'x' })
    expect(plain(one)).toEqual([{ id: '1', x: [1, NaN, 3] }])
    expect(one.warnings).toEqual([{ code: 'blank-lines', message: '1 blank line skipped (first: line 5)' }])
  })

  it('reads a file longer than a chunk without losing a row at the seams', async () => {
    const rows = Array.from({ length: 60000 }, (_, i) => `s${i % 7},"é${i}",${i}`)
    const data = await read(
      'a.csv',
      'id,w,x\n' + rows.join('\n'),
      { sequence: 'id', x: ['w', 'x'] },
      kinds('w'),
    )
    expect(data.offsets[7]).toBe(60000)
    const [w, x] = [data.columns.get('w')!, data.columns.get('x')!]
    if (w.kind !== 'text' || x.kind !== 'number') throw new Error('wrong kinds')
    const wrong = [...data.lines].filter(
      (line, i) => line !== x.values[i]! + 2 || w.symbols[w.codes[i]!] !== `é${line - 2}`,
    )
    expect(wrong).toEqual([])
  })
})
