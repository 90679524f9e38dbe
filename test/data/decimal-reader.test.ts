import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecimalReader } from '../../src/data/decimal-reader.js'

const reader = new DecimalReader()

/** What the reader makes of a whole text; NaN where it leaves the text to `Number`. */
function readAll(text: string): number {
  const bytes = Buffer.from(text)
  const value = reader.read(bytes, 0, bytes.length)
  return reader.end === bytes.length ? value : Number.NaN
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 19 })
const written = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', 'e-7', 'E+3', 'e12'),
  )
  .map((parts) => parts.join(''))

/** Decimals on and beside the middle between two neighbours, where a wrong last bit would show first. */
const middles = fc
  .tuple(
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n - 1n }),
    fc.constantFrom(-1n, 0n, 1n),
    fc.integer({ min: 0, max: 18 }),
  )
  .map(([whole, beside, point]) => {
    const text = String(2n * whole + 1n + beside)
    return `${text.slice(0, point)}.${text.slice(point)}`
  })

describe('DecimalReader', () => {
  it.each([
    ['doubles as JavaScript writes them', fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)],
    ['doubles near one', fc.double({ noNaN: true, min: -100, max: 100 }).map(String)],
    ['any digits', written],
    ['middles between two doubles', middles],
  ])('reads %s as Number does, or leaves them to it', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const value = readAll(text)
        if (!Number.isNaN(value)) expect(value).toBe(Number(text))
      }),
      { numRuns: 20_000 },
    )
  })

  it('reads 17 digits itself, save a few in a million', () => {
    const texts = fc
      .sample(fc.double({ noNaN: true, min: 0.001, max: 1000 }), { numRuns: 20_000, seed: 1 })
      .map(String)
    const left = texts.filter((text) => !text.includes('e') && Number.isNaN(readAll(text)))
    expect(left.length).toBeLessThan(20)
  })

  it.each([
    '',
    '-',
    '.',
    '+.',
    'e5',
    '1e',
    '1e+',
    ' 1',
    '1 ',
    '0x10',
    '1_0',
    '12,5',
    'Infinity',
    '--1',
    '1..2',
  ])('leaves %j, which is no plain number', (text) => {
    expect(readAll(text)).toBeNaN()
  })

  it('keeps the sign of zero', () => {
    expect(readAll('-0')).toBe(-0)
    expect(readAll('-0.000')).toBe(-0)
  })
})
