import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hashDataset } from '../../src/data/index.js'
import { type ConfigInput, kinds, plain, read } from './helpers.js'

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)))

const csv = 'id,t,x,w\na,1,0.5,up\na,2,,down\na,3,-1e3,\nb,1,2.25,up\nb,2,3,"é""t"""\n'
const jsonlRows = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([id, t, x, w]) => ({
    id,
    t: Number(t),
    x: x === '' ? null : Number(x),
    w: w === '' ? null : w!.startsWith('"') ? 'é"t"' : w,
  }))

const files: [name: string, content: string | Uint8Array][] = [
  ['same.csv', csv],
  ['same.csv (CRLF, byte-order mark).csv', `\uFEFF${csv.replaceAll('\n', '\r\n')}`],
  ['same.csv.gz', gzipSync(csv)],
  ['same.tsv', csv.replaceAll(',', '\t')],
  [
    'same.jsonl',
    '{"id":"a","t":[1,2,3],"x":[0.5,null,-1000],"w":["up","down",null]}\n{"t":[1,2],"w":["up","é\\"t\\""],"x":[2.25,3],"id":"b"}\n',
  ],
  ['an object a step.jsonl', jsonlRows.map((row) => JSON.stringify(row)).join('\r\n')],
  ['same-none.parquet', fixture('same-none.parquet')],
  ['same-snappy.parquet', fixture('same-snappy.parquet')],
  ['same-gzip.parquet', fixture('same-gzip.parquet')],
  ['same-zstd.parquet', fixture('same-zstd.parquet')],
]

describe('every format of rows gives the same data set', () => {
  it.each(files)('%s', async (name, content) => {
    const data = await read(name, content, { sequence: 'id', order: 't', x: ['x', 'w'] }, kinds('w'))
    expect(plain(data)).toEqual([
      { id: 'a', t: [1, 2, 3], x: [0.5, NaN, -1000], w: ['up', 'down', null] },
      { id: 'b', t: [1, 2], x: [2.25, 3], w: ['up', 'é"t"'] },
    ])
    expect([...data.rows]).toEqual([0, 1, 2, 3, 4])
    expect(data.warnings).toEqual([])
  })

  it('and the same hash', async () => {
    const hashes = new Set<string>()
    for (const [name, content] of files) {
      hashes.add(
        hashDataset(await read(name, content, { sequence: 'id', order: 't', x: ['x', 'w'] }, kinds('w'))),
      )
    }
    expect(hashes.size).toBe(1)
    const other = csv.replace('0.5', '0.6')
    hashes.add(
      hashDataset(await read('a.csv', other, { sequence: 'id', order: 't', x: ['x', 'w'] }, kinds('w'))),
    )
    expect(hashes.size).toBe(2)
  })
})

describe('every format of tokens gives the same sequences', () => {
  const tokens: [name: string, content: string, input: ConfigInput][] = [
    ['same.txt', 'the cat\n\nsat\n', { x: 'token' }],
    ['same.conll', 'the\tDT\ncat\tNN\n\nsat\tVB\n', { x: 'c1' }],
    ['spaces.conll', '-DOCSTART- -X-\n\nthe DT\ncat  NN\n\n\nsat VB', { x: 'c1' }],
    ['same.jsonl', '{"w":["the","cat"]}\n{"w":["sat"]}', { x: 'w' }],
  ]
  it.each(tokens)('%s', async (name, content, input) => {
    const data = await read(name, content, input, () => 'text')
    expect(plain(data).map(({ id, ...columns }) => [id, Object.values(columns)[0]])).toEqual([
      ['1', ['the', 'cat']],
      ['2', ['sat']],
    ])
  })
})

describe('jsonl', () => {
  it('expands vectors, and the name of a vector stands for all of its columns', async () => {
    const data = await read('a.jsonl', '{"emb":[[1,2],[3,null],null],"s":7}\n{"emb":[[5,6]],"s":8}\n', {
      x: ['emb', 's'],
    })
    expect(plain(data)).toEqual([
      { id: '1', emb_1: [1, 3, NaN], emb_2: [2, NaN, NaN], s: [7, 7, 7] },
      { id: '2', emb_1: [5], emb_2: [6], s: [8] },
    ])
  })

  it('takes a column that is absent from a line for missing, and a sequence without steps for none, both counted', async () => {
    const data = await read('a.jsonl', '{"x":[1,2],"z":["a",null]}\n{"x":[3]}\n{"x":[]}\n', {
      x: 'x',
      z: 'z',
    })
    expect(plain(data)).toEqual([
      { id: '1', x: [1, 2], z: ['a', null] },
      { id: '2', x: [3], z: [null] },
    ])
    expect(data.warnings).toEqual([
      { code: 'column-absent', message: '2 lines without "z" (first: line 2); its cells there are missing' },
      { code: 'sequences-empty', message: '1 sequence without steps skipped (first: line 3)' },
    ])
  })

  it('filters sequences and steps by where', async () => {
    const data = await read(
      'a.jsonl',
      '{"split":"train","x":[1,2]}\n{"split":"test","x":[3]}\n{"split":["test","train"],"x":[4,5]}',
      {
        x: 'x',
        where: { split: 'train' },
      },
    )
    expect(plain(data)).toEqual([
      { id: '1', x: [1, 2] },
      { id: '3', x: [5] },
    ])
    expect([...data.rows]).toEqual([0, 1, 4])
  })
})

describe('parquet', () => {
  it('reads numbers, dates, decimals, dictionaries and lists', async () => {
    const all = {
      x: ['tiny', 'long', 'single', 'flag', 'price', 'emb'],
      y: ['at_ms', 'kind'],
      z: 'day',
      order: 'at_us',
    }
    const data = await read('kinds.parquet', fixture('kinds.parquet'), all, kinds('long', 'at_ms', 'kind'))
    expect(plain(data)).toEqual([
      {
        id: '1',
        tiny: [1, NaN, -3],
        long: ['1', '9007199254740993', '-3'],
        single: [0.5, 1.5, NaN],
        flag: [1, 0, NaN],
        price: [12.5, -0.01, NaN],
        emb_1: [1, 3, 5],
        emb_2: [2, NaN, 6],
        at_ms: Array(3).fill('2024-01-31T12:30:00.000Z'),
        kind: ['a', 'b', 'a'],
        day: ['2024-01-31', '1969-12-31', null],
        at_us: ['2024-01-31T12:30:00.000001Z', '2024-01-31T12:30:00.002000Z', '2024-01-31T12:30:00.300000Z'],
      },
    ])
  })

  it('leaves nested columns alone that nobody asked for', async () => {
    expect(plain(await read('nested.parquet', fixture('nested.parquet'), { x: 'x' }))).toEqual([
      { id: '1', x: [1] },
    ])
  })
})

describe('conllu', () => {
  const text = `# newdoc
# sent_id = first-1
# text = Don't
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\t_\t_\t0\troot\t_\t_
2\tn't\tnot\tPART\t_\t_\t1\tadvmod\t_\t_
2.1\tgo\tgo\tVERB\t_\t_\t_\t_\t_\t_

# no id here
1\t#\t#\tSYM\t_\t_\t0\troot\t_\t_
`
  it('skips comments, ranges and empty nodes, counted, and takes the ids of sentences', async () => {
    const data = await read('a.conllu', text, { x: 'form', z: 'upos' }, () => 'text')
    expect(plain(data)).toEqual([
      { id: 'first-1', form: ['Do', "n't"], upos: ['AUX', 'PART'] },
      { id: '2', form: ['#'], upos: ['SYM'] },
    ])
    expect([...data.lines]).toEqual([5, 6, 10])
    expect(data.warnings).toEqual([
      { code: 'comments', message: '4 comment lines skipped (first: line 1)' },
      { code: 'ranges', message: '1 token range skipped (first: line 4)' },
      { code: 'empty-nodes', message: '1 empty node skipped (first: line 7)' },
    ])
  })

  it('keeps _ as a symbol', async () => {
    const data = await read('a.conllu', text, { x: 'xpos' }, () => 'text')
    expect(plain(data)[0]).toEqual({ id: 'first-1', xpos: ['_', '_'] })
  })
})

describe('conll', () => {
  it('takes # for a token where the line has all columns, and an id column at its word', async () => {
    const data = await read(
      'a.conll',
      '# a comment\n# NN\n5 CD\n\n# x = y z\n3-4 CD\n',
      { x: 'c1' },
      () => 'text',
    )
    expect(plain(data).map(({ c1 }) => c1)).toEqual([['#', '5'], ['3-4']])
    const numbered = await read('a.conll', '1-2\tam\n1\ta\n2\tm\n', { x: 'c2' }, () => 'text')
    expect(plain(numbered)).toEqual([{ id: '1', c2: ['a', 'm'] }])
  })
})

describe('text', () => {
  it('takes characters as code points, spaces included', async () => {
    const data = await read('a.txt', 'a 😀\r\n\r\nb', { x: 'token', tokens: 'characters' }, () => 'text')
    expect(plain(data)).toEqual([
      { id: '1', token: ['a', ' ', '😀'] },
      { id: '2', token: ['b'] },
    ])
    expect(data.warnings).toEqual([{ code: 'blank-lines', message: '1 blank line skipped (first: line 2)' }])
  })
})
