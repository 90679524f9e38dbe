import { describe, expect, it } from 'vitest'
import type { Context } from '../../src/cli/context.js'
import { createIo } from '../../src/cli/io.js'
import { toJson } from '../../src/cli/json.js'
import { createProgress } from '../../src/cli/progress.js'
import { showError } from '../../src/cli/show-error.js'
import { DataError } from '../../src/errors.js'
import { count, fixed, percent, plural, significant } from '../../src/report/format.js'
import { renderTable } from '../../src/report/table.js'

function fakeContext(changes: Partial<Context> = {}) {
  const written = { stdout: '', stderr: '' }
  const context: Context = {
    stdout: (text) => {
      written.stdout += text
    },
    stderr: (text) => {
      written.stderr += text
    },
    stdin: process.stdin,
    isTerminal: false,
    columns: 80,
    colours: false,
    signal: new AbortController().signal,
    cwd: process.cwd(),
    ...changes,
  }
  return { context, written }
}

describe('createIo(context, options)', () => {
  it('prints results on stdout and remarks on stderr', () => {
    const { context, written } = fakeContext()
    const io = createIo(context, { set: [] })
    io.print('result')
    io.say('remark')
    io.result({ a: 1 })
    expect(written).toEqual({ stdout: 'result\n', stderr: 'remark\n' })
  })

  it('under --json prints one record with the warnings, and nothing else on stdout', () => {
    const { context, written } = fakeContext()
    const io = createIo(context, { json: true, set: [] })
    io.print('result')
    io.say('remark')
    io.warn({ code: 'odd', message: 'this is odd' }, { code: 'odd', message: 'this is odd' })
    io.result({ a: 1 })
    expect(written.stdout).toBe('{"a":1,"warnings":[{"code":"odd","message":"this is odd"}]}\n')
    expect(written.stderr).toBe('warning: this is odd\n')
  })

  it('keeps warnings under --quiet', () => {
    const { context, written } = fakeContext()
    const io = createIo(context, { quiet: true, set: [] })
    io.say('remark')
    io.warn({ code: 'odd', message: 'this is odd' })
    expect(written.stderr).toBe('warning: this is odd\n')
  })
})

describe('toJson(record, warnings)', () => {
  it('writes null for infinite numbers and says so', () => {
    expect(JSON.parse(toJson({ logLikelihood: Number.NEGATIVE_INFINITY, n: 3 }, []))).toEqual({
      logLikelihood: null,
      n: 3,
      warnings: [
        {
          code: 'not-finite',
          message: 'JSON cannot hold infinite numbers; null stands for: logLikelihood (-inf)',
        },
      ],
    })
  })

  it('writes typed arrays as lists', () => {
    expect(JSON.parse(toJson({ path: Int32Array.of(1, 2), p: Float64Array.of(0.5) }, []))).toEqual({
      path: [1, 2],
      p: [0.5],
      warnings: [],
    })
  })
})

describe('showError(thrown, context, json)', () => {
  it('puts the place before the message and the hint below', () => {
    const { context, written } = fakeContext()
    expect(
      showError(new DataError('x', 'line 3: no number', { where: 'a.csv', hint: 'mend it' }), context, false),
    ).toBe(1)
    expect(written).toEqual({ stdout: '', stderr: 'error: a.csv: line 3: no number\n  hint: Mend it.\n' })
  })

  it('shows the stack of a bug and asks for a report', () => {
    const { context, written } = fakeContext()
    expect(showError(new TypeError('boom'), context, false)).toBe(1)
    expect(written.stderr).toMatch(/TypeError: boom\n +at .*[\s\S]*This is a bug in dsm\. Please report it/)
  })
})

describe('createProgress(io, options)', () => {
  it('draws nothing where stderr is no terminal', async () => {
    const { context, written } = fakeContext()
    const progress = await createProgress(createIo(context, { set: [] }), { title: 'work', total: 3 })
    progress.update(1, 'one')
    progress.total(5)
    progress.stop()
    expect(written).toEqual({ stdout: '', stderr: '' })
  })
})

describe('renderTable(options)', () => {
  it('sets numbers to the right, words to the left, and no borders', () => {
    const text = renderTable({
      heads: ['state', 'mean'],
      rows: [
        ['one', 3],
        ['three', -12.25],
      ],
    })
    expect(text.split('\n')).toEqual(['state    mean', 'one         3', 'three  -12.25'])
  })
})

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [1234.5678, '1235'],
    [0.05129, '0.05129'],
    [0.5, '0.5'],
    [100, '100'],
    [1.2e-9, '1.2e-9'],
    [-0.00012346, '-0.0001235'],
    [9.9999999, '10'],
    [1e20, '1e20'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [Number.NaN, '-'],
  ])('significant(%d) is %s', (value, text) => expect(significant(value)).toBe(text))

  it.each([
    [fixed(-329.46034, 2), '-329.46'],
    [fixed(Number.NEGATIVE_INFINITY), '-inf'],
    [count(1234567), '1,234,567'],
    [count(999), '999'],
    [percent(0.1234), '12.3 %'],
    [plural(1, 'step'), '1 step'],
    [plural(2000, 'step'), '2,000 steps'],
    [plural(2, 'entry', 'entries'), '2 entries'],
  ])('%s', (text, expected) => expect(text).toBe(expected))
})
