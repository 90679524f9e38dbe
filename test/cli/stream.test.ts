import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { panelCsv, records, trainedFolder } from './labelled-panel.js'
import { folderOf, type Run, runDsm } from './run-dsm.js'

const PROBABILITY_TOLERANCE = 1e-9
const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml', 'named.yaml', 'mixture.yaml')
})

const stream = (model: string, stdin: string, ...args: string[]): Promise<Run> =>
  runDsm(['predict', model, '-', '--stream', ...args], { cwd, stdin })

/** The same rows, with numbers equal up to the tolerance. */
function expectSameRows(actual: Record<string, string>[], expected: Record<string, string>[]): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, row] of actual.entries()) {
    for (const [name, cell] of Object.entries(expected[i]!)) {
      if (/^p_|^effective_states$|^surprise$/.test(name))
        expect(Math.abs(Number(row[name]) - Number(cell))).toBeLessThanOrEqual(PROBABILITY_TOLERANCE)
      else expect(row[name]).toBe(cell)
    }
    expect(Object.keys(row)).toEqual(Object.keys(expected[i]!))
  }
}

/** A child whose stdin is written to by hand; `next` waits for one more line of its stdout. */
function interactive(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'predict', ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
  })
  const lines: string[] = []
  let rest = ''
  let stderr = ''
  let arrived = () => {}
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    arrived()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  child.stdin.on('error', () => {})
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    child,
    write: (text: string) => child.stdin.write(text),
    async next(): Promise<string> {
      while (lines.length === 0)
        await new Promise<void>((resolve) => {
          arrived = resolve
        })
      return lines.shift()!
    },
    closed,
    rest: () => lines,
    stderr: () => stderr,
  }
}

describe('dsm predict --stream', () => {
  it.each(['free', 'named', 'mixture'])('of %s with lag 0 writes what --online writes', async (model) => {
    const plain = await runDsm(['predict', model, 'panel.csv', '--online', '--posterior'], { cwd })
    const { stdout, stderr, code } = await stream(model, panelCsv(), '--posterior')
    expect([code, stderr]).toEqual([0, ''])
    expectSameRows(records(stdout), records(plain.stdout))
  })

  it.each(['free', 'named', 'mixture'])(
    'of %s with a lag as long as the sequences writes what --method posterior writes',
    async (model) => {
      const plain = await runDsm(['predict', model, 'panel.csv', '--method', 'posterior', '--posterior'], {
        cwd,
      })
      const { stdout } = await stream(
        model,
        panelCsv(),
        '--posterior',
        '--lag',
        '1000',
        '--method',
        'posterior',
      )
      expectSameRows(records(stdout), records(plain.stdout))
    },
  )

  it('with --lag auto stays within 1e-3 of the posterior and says how long steps waited', async () => {
    const plain = records(
      (await runDsm(['predict', 'free', 'panel.csv', '--method', 'posterior', '--posterior'], { cwd }))
        .stdout,
    )
    const { stdout, stderr } = await stream('free', panelCsv(), '--posterior', '--lag', 'auto')
    for (const [i, row] of records(stdout).entries())
      expect(Math.abs(Number(row.p_1) - Number(plain[i]!.p_1))).toBeLessThanOrEqual(
        1e-3 + PROBABILITY_TOLERANCE,
      )
    expect(stderr).toMatch(
      /^lag: mean [\d.]+, longest \d+; the cap of 1000 \(--max-lag\) acted on 0 of 160 steps\n$/,
    )
    const capped = await stream('free', panelCsv(), '--lag', 'auto', '--max-lag', '1')
    expect(capped.stderr).toMatch(/longest 1; the cap of 1 \(--max-lag\) acted on [1-9]\d* of 160 steps/)
  })

  it('reads a file too, keeps the text of its cells, and writes a file and a summary', async () => {
    const { code, stdout, read } = await runDsm(
      [
        'predict',
        'free',
        'panel.csv',
        '--stream',
        '--where',
        'split=train,test',
        '--out',
        'out.csv',
        '--json',
      ],
      { cwd },
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      out: 'out.csv',
      sequences: 6,
      steps: 240,
      impossible: 0,
      warnings: [],
    })
    const input = readFileSync(join(cwd, 'panel.csv'), 'utf8').trimEnd().split('\n')
    const output = read('out.csv').trimEnd().split('\n')
    expect(output).toHaveLength(input.length)
    for (const [i, line] of output.entries()) expect(line.startsWith(`${input[i]!},`)).toBe(true)
  })

  it('keeps JSONL as JSONL, a line a step, and gives the same states and numbers as CSV', async () => {
    const rows = records(panelCsv())
    const objects = rows.map(({ speed, t, ...row }) =>
      JSON.stringify({
        ...row,
        t: Number(t),
        ...(speed === '' ? {} : { speed: Number(speed) }),
        note: { any: ['thing'] },
      }),
    )
    const csv = records((await stream('free', panelCsv())).stdout)
    const { stdout, stderr } = await stream('free', `${objects.join('\n')}\n`, '--set', 'data.format=jsonl')
    const written = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(written).toHaveLength(csv.length)
    for (const [i, object] of written.entries()) {
      expect(object.state).toBe(csv[i]!.state)
      expect(object.surprise).toBeCloseTo(Number(csv[i]!.surprise), 9)
      expect(object.note).toEqual({ any: ['thing'] })
    }
    expect(stderr).toMatch(/lines without column "speed" \(first: line \d+\); it counts as missing there/)
  })

  it('starts again when the id changes, also when an id comes back', async () => {
    const lines = panelCsv().trimEnd().split('\n')
    const [a, b] = [lines.slice(1, 41), lines.slice(41, 81)]
    const { stdout } = await stream('free', [lines[0], ...a, ...b, ...a].join('\n'))
    const results = stdout.trimEnd().split('\n').slice(1)
    expect(results.slice(80)).toEqual(results.slice(0, 40))
  })

  it('writes each line before the next one comes in, and what is pending when the input ends', async () => {
    const [head, ...lines] = panelCsv().split('\n')
    const at = interactive(['free', '-', '--stream'])
    at.write(`${head}\n`)
    expect(await at.next()).toBe(`${head},state,surprise`)
    for (const line of lines.slice(0, 5)) {
      at.write(`${line}\n`)
      expect((await at.next()).startsWith(`${line},`)).toBe(true)
    }
    at.child.stdin.end()
    expect(await at.closed).toBe(0)

    const late = interactive(['free', '-', '--stream', '--lag', '2'])
    late.write(`${head}\n${lines.slice(0, 3).join('\n')}\n`)
    await late.next()
    expect((await late.next()).startsWith(`${lines[0]!},`)).toBe(true)
    late.child.stdin.end(lines[3])
    expect(await late.closed).toBe(0)
    expect(late.rest().map((line) => line.slice(0, 5))).toEqual(
      lines.slice(1, 4).map((line) => line.slice(0, 5)),
    )
  })

  it('ends at Ctrl-C with what was pending written', async () => {
    const [head, ...lines] = panelCsv().split('\n')
    const at = interactive(['free', '-', '--stream', '--lag', '2'])
    at.write(`${head}\n${lines.slice(0, 4).join('\n')}\n`)
    await at.next()
    await at.next()
    await at.next()
    at.child.kill('SIGINT')
    expect(await at.closed).toBe(130)
    expect(at.rest()).toHaveLength(2)
    expect(at.stderr()).not.toContain('bug')
  })

  it('ends quietly when its reader goes away', async () => {
    const at = interactive(['free', '-', '--stream'])
    const [head, ...lines] = panelCsv().split('\n')
    at.write(`${head}\n`)
    await at.next()
    at.child.stdout.destroy()
    const more = setInterval(() => at.write(`${lines.slice(0, 100).join('\n')}\n`), 10)
    const code = await at.closed
    clearInterval(more)
    expect([code, at.stderr()]).toEqual([0, ''])
  })

  it.each([
    ['a bad number', 'p0,2,fast,sun,,walk,train', 'line 3, column "speed": expected a number, found "fast"'],
    ['too few cells', 'p0,2,3', 'line 3: 3 cells, expected 7 as in the header: column "weather" is missing'],
    [
      'too many cells',
      'p0,2,3,sun,,walk,train,more',
      'line 3: 8 cells, expected 7 as in the header: "more" belongs to no column',
    ],
    ['an open quote', 'p0,2,"3,sun,,walk,train', 'line 3: a double quote is not closed on this line'],
    ['an empty id', ',2,3,sun,,walk,train', 'line 3, column "id": the cell is empty'],
  ])('stops at %s with exit code 1, when all before it is written', async (_, line, message) => {
    const [head, first] = panelCsv().split('\n')
    const { stdout, stderr, code } = await stream('free', [head, first, line, first].join('\n'), '--lag', '5')
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    const written = stdout.trimEnd().split('\n')
    expect(written).toHaveLength(2)
    expect(written[1]!.startsWith(`${first!},`)).toBe(true)
    expect(written[1]!.split(',').at(-1)).not.toBe('')
  })

  it.each([
    ['broken JSON', '{"id": "a", "speed": 1', 'line 2: expected a JSON object, found'],
    [
      'a list',
      '{"id": "a", "speed": [1, 2], "weather": "sun", "split": "train"}',
      'line 2, column "speed": expected a number, a text or null, found a list',
    ],
    [
      'a text',
      '{"id": "a", "speed": "x", "weather": "sun", "split": "train"}',
      'line 2, column "speed": expected a number, found "x"',
    ],
  ])('stops at %s in JSONL likewise', async (_, line, message) => {
    const good = '{"id": "a", "speed": 1, "weather": "sun", "split": "train"}'
    const { stdout, stderr, code } = await stream(
      'free',
      [good, line].join('\n'),
      '--set',
      'data.format=jsonl',
    )
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  })

  it('leaves a line of probability 0 empty with a warning, counts it as missing and goes on', async () => {
    const rows = (weather: string) =>
      `id,t,speed,weather,split\na,1,3,sun,train\na,2,3,${weather},train\na,3,9,sun,train\n`
    const { stdout, stderr, code } = await stream('free', rows('hail'), '--posterior', '--lag', '1')
    expect(code).toBe(0)
    expect(stderr).toContain(
      '-:3, column "weather": the symbol "hail" was never seen in training and has probability 0',
    )
    expect(stderr).toContain(
      '-:3 has probability 0: what stands in "weather" has probability 0 in every state',
    )
    const [, second, third] = records(stdout)
    expect([second!.state, second!.p_1, second!.p_2, second!.surprise]).toEqual(['', '', '', ''])
    const blank = await stream('free', rows('').replace('a,2,3,', 'a,2,,'), '--posterior', '--lag', '1')
    expectSameRows([third!], [records(blank.stdout)[2]!])
  })

  it.each([
    [['--forecast', '2'], '--stream and --forecast do not go together'],
    [['--paths', '2'], '--stream and --paths do not go together'],
    [['--samples', '2'], '--stream and --samples do not go together'],
    [['--method', 'viterbi'], '--stream and --method viterbi do not go together'],
    [['--online', '--lag', '3'], '--online and --lag 3 do not go together'],
    [['--max-lag', '3'], '--max-lag is the cap of --lag auto'],
    [['--lag', '-1'], 'Expected auto, or a whole number of at least 0'],
    [['--set', 'data.format=text'], '--stream reads csv, tsv and jsonl, not text'],
  ])('%j is wrong use', async (args, message) => {
    const { code, stderr } = await stream('free', '', ...args)
    expect(code).toBe(2)
    expect(stderr.toLowerCase()).toContain(message.toLowerCase())
  })

  it('is asked for by its own options', async () => {
    const { code, stderr } = await runDsm(['predict', 'free', 'panel.csv', '--lag', '3'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('--lag is an option of --stream')
  })
})

describe('a left-right chain', () => {
  const yaml = `data: { path: lr.csv, x: [s] }
model:
  gate: markov
  states: 2
  initial: [1, 0]
  transition: { start: [[0.5, 0.5], [0, 1]], fixed: true }
  experts: [{ family: categorical, columns: [s], start: { probabilities: [[1, 0], [0, 1]] }, fixed: [probabilities] }]
output: lr
`
  it('begins anew after a line that no state can produce that can be reached', async () => {
    const home = folderOf({ 'lr.yaml': yaml, 'lr.csv': 's\na\na\nb\nb\n' })
    const trained = await runDsm(['train', 'lr.yaml'], { cwd: home })
    expect(trained.stderr + String(trained.code)).toMatch(/0$/)
    const { stdout, stderr } = await runDsm(['predict', 'lr', '-', '--stream'], {
      cwd: home,
      stdin: 's\na\nb\na\na\nb\n',
    })
    expect(records(stdout).map(({ state }) => state)).toEqual(['1', '2', '', '1', '2'])
    expect(stderr).toContain('-:4 has probability 0: no state that can be reached there can produce it')
  })
})

describe('order 1', () => {
  const yaml = `data: { path: words.csv, sequence: id, x: [w] }
model:
  gate: markov
  states: 2
  experts: [{ family: categorical, columns: [w], order: 1, prior: { strength: 1 } }]
training: { restarts: 1 }
output: words
`
  const words = 'aabbabababbbaaabababaabbbbaaab'
  const csv = `id,w\n${[...words].map((w, t) => `${t < 12 ? 'u' : 'v'},${w}`).join('\n')}\n`
  let home: string
  beforeAll(async () => {
    home = folderOf({ 'words.yaml': yaml, 'words.csv': csv })
    await runDsm(['train', 'words.yaml'], { cwd: home })
  })

  it('looks at the symbol before, whether it came in the same piece or not', async () => {
    const plain = await runDsm(['predict', 'words', 'words.csv', '--online', '--posterior'], { cwd: home })
    const child = spawn(process.execPath, [bin, 'predict', 'words', '-', '--stream', '--posterior'], {
      cwd: home,
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
    })
    const closed = new Promise((resolve) => child.on('close', resolve))
    for (const [i, line] of csv.trimEnd().split('\n').entries()) {
      child.stdin.write(`${line}\n`)
      if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 15))
    }
    child.stdin.end()
    await closed
    expectSameRows(records(stdout), records(plain.stdout))
  })

  it('refuses a symbol after a missing one, and allows it where a sequence begins', async () => {
    const run = (stdin: string) => runDsm(['predict', 'words', '-', '--stream'], { cwd: home, stdin })
    const refused = await run('id,w\nu,a\nu,\nu,\nu,b\n')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(
      'line 5: the symbol before it is missing, and the model is of order 1 in "w"',
    )
    expect(records(refused.stdout)).toHaveLength(3)
    expect((await run('id,w\nu,a\nu,\nv,b\n')).code).toBe(0)
  })
})
