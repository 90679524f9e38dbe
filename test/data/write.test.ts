import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExtraColumn, memorySource, readDataset, writePredictions } from '../../src/data/index.js'
import { type ConfigInput, config, kinds, messageOf, plain, read } from './helpers.js'

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)))

/** Reads, then writes with the columns `state` (the step's number from 1) and `note` (a text, a gap on even steps). */
async function written(
  name: string,
  content: string | Uint8Array,
  input: ConfigInput,
  columnKinds = kinds(),
  extra?: ExtraColumn[],
): Promise<string> {
  const source = memorySource(name, content)
  const dataset = await readDataset(source, config(input), columnKinds)
  const columns = extra ?? [
    { name: 'state', cell: (step) => step + 1 },
    { name: 'note', cell: (step) => (step % 2 === 1 ? null : 'a, b') },
  ]
  let text = ''
  await writePredictions(source, config(input), dataset, columns, {
    write(part) {
      text += part
    },
  })
  return text
}

describe('results are written beside the input, in its format and order', () => {
  it('csv: rows out of order and rows left out', async () => {
    const text = 'id,t,x,split\nb,2,"1",train\na,1,2,test\n\nb,1,3,train\na,2, 4,train\n'
    expect(
      await written('a.csv', text, { sequence: 'id', order: 't', x: 'x', where: { split: 'train' } }),
    ).toBe('id,t,x,split,state,note\nb,2,1,train,2,\nb,1,3,train,1,"a, b"\na,2," 4",train,3,"a, b"\n')
  })

  it('csv: keeps its delimiter and quotes what needs quotes', async () => {
    expect(await written('a.csv', 'w;x\r\n"a;b";1\r\n"say ""hi""";2\r\n"two\nlines";3\r\n', { x: 'x' })).toBe(
      'w;x;state;note\n"a;b";1;1;a, b\n"say ""hi""";2;2;\n"two\nlines";3;3;a, b\n',
    )
  })

  it('csv: an empty cell of a single column stays a row', async () => {
    expect(await written('a.csv', 'x\n1\n\n3\n\n', { x: 'x' })).toBe(
      'x,state,note\n1,1,"a, b"\n,2,\n3,3,"a, b"\n',
    )
  })

  it('tsv, unpacked', async () => {
    expect(await written('a.tsv.gz', gzipSync('w\tx\na,b\t1\n'), { x: 'x' })).toBe(
      'w\tx\tstate\tnote\na,b\t1\t1\ta, b\n',
    )
  })

  it('jsonl: arrays beside arrays, what was there as it was written', async () => {
    const text = '{ "id": "a", "x": [1.0, 2e0], "deep": {"k": [1]} }\n\n{"id":"b","x":[3]}\n'
    expect(await written('a.jsonl', text, { sequence: 'id', x: 'x' })).toBe(
      '{ "id": "a", "x": [1.0, 2e0], "deep": {"k": [1]} ,"state":[1,2],"note":["a, b",null]}\n{"id":"b","x":[3],"state":[3],"note":["a, b"]}\n',
    )
  })

  it('jsonl: single values where a line is a step, and only the steps that where keeps', async () => {
    expect(await written('a.jsonl', '{"x":1}\n{"x":2}', { x: 'x' })).toBe(
      '{"x":1,"state":1,"note":"a, b"}\n{"x":2,"state":2,"note":null}\n',
    )
    const text = '{"s":["a","b","a"],"x":[1,2,3],"note_to":[7]}\n{"s":"b","x":[4]}\n'
    expect(await written('a.jsonl', text, { x: 'x', where: { s: 'a' } })).toBe(
      '{"s":["a","a"],"x":[1,3],"note_to":[7],"state":[1,2],"note":["a, b",null]}\n',
    )
  })

  it('jsonl: a number that JSON does not have becomes null', async () => {
    const extra = [{ name: 'surprise', cell: () => Number.POSITIVE_INFINITY }]
    expect(await written('a.jsonl', '{"x":[1]}', { x: 'x' }, kinds(), extra)).toBe(
      '{"x":[1],"surprise":[null]}\n',
    )
  })

  it('conllu: keeps comments, ranges and empty nodes, with the columns at the end', async () => {
    const token = (id: string, form: string) => `${id}\t${form}${'\t_'.repeat(8)}`
    const text = [
      '# sent_id = 1',
      token('1-2', "don't"),
      token('1', 'do'),
      token('1.1', 'x'),
      token('2', "n't"),
      '',
      '',
    ]
    expect(await written('a.conllu', text.join('\n'), { x: 'form' }, () => 'text')).toBe(
      [
        '# sent_id = 1',
        `${token('1-2', "don't")}\t_\t_`,
        `${token('1', 'do')}\t1\ta,_b`,
        `${token('1.1', 'x')}\t_\t_`,
        `${token('2', "n't")}\t2\t_`,
        '',
        '',
      ].join('\n'),
    )
  })

  it('conll: spaces stay spaces, sentences that where leaves out are gone', async () => {
    const text = '-DOCSTART- -X-\n\nthe DT\ncat NN\n\nsat VB\n'
    expect(await written('a.conll', text, { x: 'c1', where: { c2: ['DT', 'NN'] } }, () => 'text')).toBe(
      '-DOCSTART- -X-\n\nthe DT 1 a,_b\ncat NN 2 _\n\n',
    )
  })

  it('text becomes jsonl', async () => {
    expect(await written('a.txt', 'the cat\n\nsat', { x: 'token' }, () => 'text')).toBe(
      '{"sequence":"1","token":["the","cat"],"state":[1,2],"note":["a, b",null]}\n{"sequence":"2","token":["sat"],"state":[3],"note":["a, b"]}\n',
    )
  })

  it('parquet becomes csv', async () => {
    expect(await written('a.parquet', fixture('same-zstd.parquet'), { sequence: 'id', x: 'x' })).toBe(
      'id,t,x,w,state,note\na,1,0.5,up,1,"a, b"\na,2,,down,2,\na,3,-1000,,3,"a, b"\nb,1,2.25,up,4,\nb,2,3,"é""t""",5,"a, b"\n',
    )
  })

  it('refuses names that the input has, before anything is written', async () => {
    expect(await messageOf(written('a.csv', 'x,state\n1,2\n', { x: 'x' }))).toBe(
      '[column-clash] a.csv: the input already has a column state, which the results would be called too. Give the names of the results a beginning of their own, for example --prefix dsm_.',
    )
  })

  it('a cell is in quotes where it needs them and nowhere else, however the input had it', async () => {
    const unit = fc.constantFrom('a', '1', 'é', ',', ';', '"', '\n', '\r', ' ', '\t', '\u00a0')
    const cell = fc.record({
      text: fc.oneof(fc.string({ unit, maxLength: 3 }), fc.string({ unit: fc.constantFrom('a', 'b', ' ') })),
      quoted: fc.boolean(),
    })
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
      )
    const enclosed = (text: string) => `"${text.split('"').join('""')}"`
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.boolean(),
        async (rows, separator, ended) => {
          const columns = rows[0]!.length
          const delimiter = columns === 1 ? ',' : separator
          const names = ['c0', 'c1', 'c2', 'c3'].slice(0, columns)
          const torn = (text: string) => [delimiter, '"', '\n', '\r'].some((mark) => text.includes(mark))
          const odd = (text: string) => torn(text) || text.trim() !== text
          // An empty line is no row.
          if (columns === 1) fc.pre(rows.every(([only]) => only!.text !== ''))
          const input = rows.map((row) =>
            row.map(({ text, quoted }) => (quoted || torn(text) ? enclosed(text) : text)).join(delimiter),
          )
          const output = rows.map((row, r) =>
            [...row.map(({ text }) => (odd(text) ? enclosed(text) : text)), r].join(delimiter),
          )
          const content = [names.join(delimiter), ...input].join('\n') + (ended ? '\n' : '')
          const extra = [{ name: 'step', cell: (step: number) => step }]
          expect(await written('a.csv', content, { x: names, format: 'csv' }, () => 'text', extra)).toBe(
            [[...names, 'step'].join(delimiter), ...output, ''].join('\n'),
          )
        },
      ),
      { numRuns: 400 },
    )
  })

  it('writes in parts, whole rows each', async () => {
    const parts: string[] = []
    const content = `x,w\n${'1,some words\n'.repeat(20_000)}`
    const source = memorySource('a.csv', content)
    const dataset = await readDataset(source, config({ x: 'x' }), kinds())
    const columns = [{ name: 'state', cell: () => 7 }]
    await writePredictions(source, config({ x: 'x' }), dataset, columns, {
      write: (part) => void parts.push(part),
    })
    expect(parts.every((part) => part.endsWith('\n'))).toBe(true)
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(70_000)
    expect(parts.join('')).toBe(`x,w,state\n${'1,some words,7\n'.repeat(20_000)}`)
  })

  it('what was written can be read again, whatever the cells hold', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', ';', '\t', 'é', '😀', '1'),
    })
    const rows = fc.array(fc.tuple(cell, fc.integer()), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('a.csv', 'a.tsv'), async (cells, name) => {
        const json = cells.map(([w, n]) => JSON.stringify({ w, n })).join('\n')
        const input = { sequence: 'n', x: ['w'] }
        const direct = await read('a.jsonl', json, input, kinds('w'))
        const delimiter = name === 'a.csv' ? ',' : '\t'
        const quoted = cells.map(([w, n]) => [`"${w.replaceAll('"', '""')}"`, n].join(delimiter))
        const again = await written(name, ['w' + delimiter + 'n', ...quoted].join('\n'), input, kinds('w'))
        expect(plain(await read(name, again, input, kinds('w')))).toEqual(plain(direct))
      }),
    )
  })
})
