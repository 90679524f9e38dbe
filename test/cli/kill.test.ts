import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { folderOf, runDsm } from './run-dsm.js'

const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))

/** Four states that overlap, so that every restart needs some dozen iterations. */
function overlapping(steps: number): string {
  const random = createRandom(7)
  const lines = ['id,a,b']
  let state = 0
  for (let t = 0; t < steps; t++) {
    if (random.uniform() < 0.1) state = Math.floor(random.uniform() * 4)
    const a = state + 1.2 * random.normal()
    const b = (state % 2) + random.normal()
    lines.push(`${Math.floor(t / 100)},${a.toFixed(3)},${b.toFixed(3)}`)
  }
  return `${lines.join('\n')}\n`
}

const config = `
data: { path: d.csv, sequence: id, x: [a, b] }
model: { gate: markov, states: 4, experts: [{ family: gaussian, columns: [a, b] }] }
training: { restarts: 6, maxIterations: 50, tolerance: 1.0e-10, seed: 3 }
selection: { kRange: "1:3", folds: 3 }
`

const folder = (steps = 2500) => folderOf({ 'd.csv': overlapping(steps), 'c.yaml': config })
const text = (...path: string[]) => readFileSync(join(...path), 'utf8')

/** Runs dsm and sends it the signal a while after the condition holds. */
async function stopped(
  cwd: string,
  args: readonly string[],
  { signal, when, after = 0 }: { signal: NodeJS.Signals; when: () => boolean; after?: number },
) {
  const child = spawn(process.execPath, [bin, ...args], { cwd })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const timer = setInterval(() => {
    if (!when()) return
    clearInterval(timer)
    setTimeout(() => child.kill(signal), after)
  }, 3)
  const end = await new Promise<{ code: number | null; by: string | null }>((resolve) =>
    child.on('close', (code, by) => resolve({ code, by })),
  )
  clearInterval(timer)
  return { ...end, stderr }
}

/** True once the checkpoint holds so many finished restarts; it is whole whenever it is read. */
const restartsDone = (path: string, count: number) => () =>
  existsSync(path) && JSON.parse(text(path)).finished.length >= count

describe('dsm train', () => {
  let cwd: string
  let whole: string
  beforeAll(async () => {
    cwd = folder()
    await runDsm(['train', 'c.yaml', '--output', 'whole'], { cwd })
    whole = text(cwd, 'whole/model.json')
  })

  it('killed three times by SIGKILL and resumed writes the model of an uninterrupted run, byte for byte', async () => {
    const args = ['train', 'c.yaml', '--output', 'out']
    const checkpoint = join(cwd, 'out/checkpoint.json')
    await runDsm([...args, '--set', 'training.restarts=1', '--resume'], { cwd })
    const earlier = text(cwd, 'out/model.json')

    const first = await stopped(cwd, args, { signal: 'SIGKILL', when: () => existsSync(checkpoint) })
    const second = await stopped(cwd, [...args, '--resume'], {
      signal: 'SIGKILL',
      when: restartsDone(checkpoint, 2),
      after: 17,
    })
    const third = await stopped(cwd, [...args, '--resume'], {
      signal: 'SIGKILL',
      when: restartsDone(checkpoint, 4),
      after: 11,
    })
    expect([first.by, second.by, third.by]).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL'])
    expect(text(cwd, 'out/model.json')).toBe(earlier)

    const last = await runDsm([...args, '--resume'], { cwd })
    expect(last.stderr).toMatch(/going on after [456] of 6 restarts/)
    expect(text(cwd, 'out/model.json')).toBe(whole)
    expect(text(cwd, 'out/trace.csv')).toBe(text(cwd, 'whole/trace.csv'))
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('Ctrl-C: code 130, how to resume, the earlier model untouched, and the same bits in the end', async () => {
    const args = ['train', 'c.yaml', '--output', 'stopped']
    const checkpoint = join(cwd, 'stopped/checkpoint.json')
    await runDsm([...args, '--set', 'training.restarts=1'], { cwd })
    const earlier = text(cwd, 'stopped/model.json')

    writeFileSync(join(cwd, 'other.csv'), overlapping(500))

    const { code, stderr } = await stopped(cwd, args, {
      signal: 'SIGINT',
      when: restartsDone(checkpoint, 1),
      after: 20,
    })
    expect(code).toBe(130)
    expect(stderr).toContain('interrupted')
    expect(stderr).toMatch(/the checkpoint is in stopped; .*--resume/)
    expect(text(cwd, 'stopped/model.json')).toBe(earlier)

    await refuses([...args, '--resume', '--seed', '4'], 'seed')
    await refuses([...args, '--resume', '--set', 'model.states=3'], 'config')
    await refuses([...args, '--resume', '--data', 'other.csv'], 'data')

    const resumed = await runDsm([...args, '--resume'], { cwd })
    expect(resumed.code).toBe(0)
    expect(text(cwd, 'stopped/model.json')).toBe(whole)

    async function refuses(other: readonly string[], part: string): Promise<void> {
      const run = await runDsm(other, { cwd })
      expect({ part, code: run.code }).toEqual({ part, code: 2 })
      expect(run.stderr).toMatch(new RegExp(`belongs to a run with another ${part}$`, 'm'))
      expect(run.stderr).toContain('leave --resume out to begin afresh')
    }
  })
})

describe('dsm cv', () => {
  it('killed 20 times at random moments and resumed writes the files of an uninterrupted search', async () => {
    const cwd = folder(1000)
    const args = ['cv', 'c.yaml', '--restarts', '8', '--threads', '2', '--output', 'out']
    const log = join(cwd, 'out/cv.jsonl')
    const lines = () => (existsSync(log) ? text(log).split('\n').length - 1 : 0)
    const random = createRandom(20)
    for (let kill = 0; kill < 20; kill++) {
      const wanted = lines() + random.integer(2)
      const { by } = await stopped(cwd, kill === 0 ? args : [...args, '--resume'], {
        signal: 'SIGKILL',
        when: () => lines() >= wanted && lines() > 0,
        after: random.integer(60),
      })
      expect({ kill, by }).toEqual({ kill, by: 'SIGKILL' })
    }
    expect(existsSync(join(cwd, 'out/cv.json'))).toBe(false)

    const last = await runDsm([...args, '--resume'], { cwd })
    expect(last.stderr).toMatch(/\d+ of 68 fits were finished earlier/)
    const whole = await runDsm(args, { cwd: folder(1000) })
    expect(last.read('out/cv.json')).toBe(whole.read('out/cv.json'))
    expect(last.read('out/config.yaml')).toBe(whole.read('out/config.yaml'))
  })
})
