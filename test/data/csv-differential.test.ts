import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataSource, type Dataset, memorySource, readDataset } from '../../src/data/index.js'
import { DsmError } from '../../src/errors.js'
import { readWithCsvParse } from './csv-reference.js'
import { type ConfigInput, config, kinds, plain } from './helpers.js'

const number = fc.oneof(
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom(
    '0',
    '-0',
    '.5',
    '1.',
    '+2',
    '1e5',
    '1E-3',
    '007',
    '12345678901234567890',
    '1e400',
    '-1e-400',
  ),
)
const odd = fc.constantFrom(
  ...[
    '',
    '',
    ' 7 ',
    'NA',
    ' NaN',
    '-999',
    'inf',
    '0x10',
    '1,5',
    '5%',
    'true',
    'é',
    '日本',
    '\u00a01',
    'a"b',
    'a b',
  ],
)
const quoted = fc.constantFrom(
  ...[
    '"1.5"',
    '"a"',
    '""',
    '"a""b"',
    '"x,y"',
    '"x;y"',
    '"two\nlines"',
    '"two\r\nlines"',
    '" 3"',
    '"é"',
    '"""q"""',
  ],
)
const broken = fc.constantFrom('"a"b', '"a" ', '"', '""x', '"""', 'a""', '\r', '1\r', '\n')
const word = fc.constantFrom('a', 'b', 'b', 'ab', 'ba', 'c', 'NA', 'é')

interface File {
  readonly text: string
  readonly chunk: number
  readonly config: ConfigInput
}

/** Files of columns id, x, w (and perhaps more), clean or with faults, cut into chunks of any length. */
function files(cell: {
  numbers: fc.Arbitrary<string>
  words: fc.Arbitrary<string>
  tail: fc.Arbitrary<string>
}) {
  const row = fc.tuple(word, cell.numbers, cell.words)
  return fc
    .record({
      rows: fc.array(fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: fc.constant(['']) }), {
        maxLength: 12,
      }),
      faults: fc.array(fc.tuple(fc.nat(12), cell.tail), { maxLength: 1 }),
      delimiter: fc.constantFrom(',', ',', ';', '\t', '|'),
      end: fc.constantFrom('\n', '\n', '\r\n', '\r'),
      ended: fc.boolean(),
      mark: fc.constantFrom('', '', '\uFEFF'),
      head: fc.constantFrom(['id', 'x', 'w'], ['id', 'x', 'w'], ['"id"', ' x', '"w"']),
      chunk: fc.constantFrom(1, 2, 3, 5, 16, 1000),
      config: fc.constantFrom<ConfigInput>(
        { x: ['x', 'w'] },
        { sequence: 'id', x: ['x', 'w'] },
        { x: ['x'], z: 'w', where: { id: ['a', 'b'] } },
        { sequence: 'id', x: ['w'], order: 'x' },
        { x: ['x'], y: ['w'], missing: { x: ['-999', 'inf'] } },
      ),
    })
    .map(({ rows, faults, delimiter, end, ended, mark, head, chunk, config }): File => {
      const lines = [head, ...rows].map((cells) => cells.join(delimiter))
      for (const [at, fault] of faults) if (at < lines.length) lines[at] += fault.replace(',', delimiter)
      return { text: mark + lines.join(end) + (ended ? end : ''), chunk, config }
    })
}

function inChunks(text: string, length: number): DataSource {
  const all = Buffer.from(text)
  return {
    ...memorySource('a.csv', text),
    async *bytes(start = 0, end = all.length) {
      for (let at = start; at < end; at += length) yield all.subarray(at, Math.min(end, at + length))
    },
  }
}

/** All that a person can see of a reading. */
async function outcome(reading: Promise<Dataset>): Promise<unknown> {
  try {
    const data = await reading
    const { offsets, lines, rows, roles, warnings } = data
    const said = warnings.map(({ code, message }) => (code === 'delimiter' ? code : message))
    return { steps: plain(data), offsets: [...offsets], lines: [...lines], rows: [...rows], roles, said }
  } catch (error) {
    if (!(error instanceof DsmError)) throw error
    return { code: error.code, where: error.where, message: error.message, hint: error.hint }
  }
}

async function agree({ text, chunk, config: input }: File): Promise<void> {
  const expected = await outcome(readWithCsvParse(text, input, kinds('w')))
  const found = await outcome(readDataset(inChunks(text, chunk), config(input), kinds('w')))
  expect(found).toEqual(expected)
}

describe('the reader of bytes and csv-parse', () => {
  it.each([
    ['plain files', files({ numbers: number, words: word, tail: fc.constant('') })],
    [
      'missing cells, spaces and other alphabets',
      files({ numbers: fc.oneof(number, odd), words: fc.oneof(word, odd), tail: fc.constant('') }),
    ],
    [
      'quoted cells',
      files({
        numbers: fc.oneof(number, fc.constant('"1.5"')),
        words: fc.oneof(word, quoted),
        tail: fc.constant(''),
      }),
    ],
    [
      'ragged rows',
      files({
        numbers: number,
        words: fc.oneof(word, quoted),
        tail: fc.constantFrom(',', ',1', ',"a"', ',"'),
      }),
    ],
    [
      'broken quotes and stray line ends',
      files({ numbers: number, words: fc.oneof(word, quoted, broken), tail: broken }),
    ],
  ])('give the same of %s: the data, or the error', async (_, all) => {
    await fc.assert(fc.asyncProperty(all, agree), { numRuns: 600 })
  })

  it('give the same of files of one column with blank lines', async () => {
    const lines = fc.array(fc.oneof(number, fc.constantFrom('', '', '""', 'NA', '"1"')), { maxLength: 8 })
    const columns = fc
      .tuple(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.constantFrom(1, 2, 7, 100))
      .map(([rows, end, ended, chunk]): File => {
        return { text: ['x', ...rows].join(end) + (ended ? end : ''), chunk, config: { x: 'x' } }
      })
    await fc.assert(fc.asyncProperty(columns, agree), { numRuns: 600 })
  })
})
