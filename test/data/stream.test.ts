import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecord } from '../../src/data/formats/csv-record.js'
import { splitCsvLine } from '../../src/data/stream/csv-line.js'
import { linesAsTheyCome } from '../../src/data/stream/stream-lines.js'
import { DataError } from '../../src/errors.js'

async function* pieces(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string)
}

async function linesOf(...parts: (string | Uint8Array)[]): Promise<{ batches: string[][]; error: unknown }> {
  const batches: string[][] = []
  try {
    for await (const lines of linesAsTheyCome('-', pieces(...parts))) batches.push([...lines])
  } catch (error) {
    return { batches, error }
  }
  return { batches, error: null }
}

describe('splitCsvLine', () => {
  it('takes a line as the file reader takes a record', () => {
    const line = fc
      .array(fc.constantFrom('"', '""', ',', ',"', '",', 'a', 'b c', ' ', 'é'), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(line, (text) => {
        const record = readRecord(Buffer.from(`${text}\n`), 0, 44, 'LF', true)
        const cells = splitCsvLine(text, ',')
        if (record === 'open' || record === 'more' || record === null) expect(cells).toBe(null)
        // A quoted cell that goes on beyond the line is refused.
        else expect(cells).toEqual(record.inner > 0 ? null : record.cells)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('linesAsTheyCome', () => {
  it('hands over the lines that have ended, and the last one at the end', async () => {
    expect((await linesOf('a\nb', 'c\r\n', 'd', 'e\n\n', 'f')).batches).toEqual([
      ['a'],
      ['bc'],
      ['de', ''],
      ['f'],
    ])
    expect((await linesOf()).batches).toEqual([])
  })

  it('joins code points that were cut and drops a byte-order mark', async () => {
    const bytes = Buffer.from('\ufeffé\nü\n')
    for (let cut = 1; cut < bytes.length; cut++) {
      const { batches } = await linesOf(bytes.subarray(0, cut), bytes.subarray(cut))
      expect(batches.flat()).toEqual(['é', 'ü'])
    }
  })

  it.each([
    [[0xff], 'not-utf8', 'line 4 is not UTF-8'],
    [[0], 'binary-file', 'line 4: a zero byte'],
  ])(
    'names the line of a byte that is no text (%j) after the lines before it',
    async (bad, code, message) => {
      const { batches, error } = await linesOf('a\nb\n', 'c\nx', Uint8Array.from(bad), 'y\nd\n')
      expect(batches.flat()).toEqual(['a', 'b', 'c'])
      expect(error).toBeInstanceOf(DataError)
      expect((error as DataError).code).toBe(code)
      expect((error as DataError).message).toContain(message)
    },
  )
})
