import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { type CvEvent, type CvResult, crossValidate, crossValidateToEnd } from '../../src/selection/index.js'
import { openJobLog } from '../../src/store/job-log.js'
import { searchKey } from '../../src/store/search-key.js'
import { dataset, problem } from './helpers.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsm-search-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Sequences of a chain with three sticky states at 0, 4 and 8. */
function threeStates(sequences: number, steps: number, seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: sequences }, () => {
    let state = random.integer(3)
    return Array.from({ length: steps }, () => {
      if (random.uniform() < 0.1) state = (state + 1 + random.integer(2)) % 3
      return 4 * state + random.normal()
    })
  }).flat()
}

const small = (more: object = {}) =>
  problem(dataset(new Array(8).fill(6), { x: threeStates(8, 6, 3) }), {
    model: {
      gate: 'markov',
      experts: [{ family: 'gaussian', columns: 'x', prior: { covariance: { strength: 1 } } }],
    },
    training: { restarts: 2, maxIterations: 30, tolerance: 1e-6 },
    selection: { folds: 2 },
    ...more,
  })

describe('crossValidate', () => {
  it('chooses three states where the truth has three, by every held-out rule and BIC', async () => {
    const cv = problem(dataset(new Array(20).fill(40), { x: threeStates(20, 40, 11) }), {
      model: { gate: 'markov', experts: [{ family: 'gaussian', columns: 'x' }] },
      training: { restarts: 3, tolerance: 1e-6 },
    })
    const result = await crossValidateToEnd(cv, { states: [1, 2, 3, 4] })
    expect(result).toMatchObject({
      chosen: 3,
      oneStandardError: 3,
      rule: 'one-standard-error',
      by: 'sequence',
      steps: 800,
    })
    expect(result.choices.bic).toMatchObject({ row: 2, states: 3 })
    expect(result.table.map(({ freeParameters }) => freeParameters)).toEqual([2, 7, 14, 23])
  })

  it('tells what it does: a start, fits, each job once, and the end', async () => {
    const events: CvEvent[] = []
    for await (const event of crossValidate(small(), { states: [1, 2] })) events.push(event)
    expect(events[0]).toEqual({
      ...{ type: 'start', jobs: 9, finished: 0, share: 0 },
      ...{ by: 'sequence', units: 8, folds: 2 },
    })
    const jobs = events.filter((event) => event.type === 'job')
    // The longest first; one state has nothing to start anew.
    expect(jobs.map(({ job, done }) => [job.id, done])).toEqual([
      ['K=2 all data restart 1', 1],
      ['K=2 all data restart 2', 2],
      ['K=2 fold 1 restart 1', 3],
      ['K=2 fold 1 restart 2', 4],
      ['K=2 fold 2 restart 1', 5],
      ['K=2 fold 2 restart 2', 6],
      ['K=1 all data restart 1', 7],
      ['K=1 fold 1 restart 1', 8],
      ['K=1 fold 2 restart 1', 9],
    ])
    expect(jobs.at(-1)!.share).toBe(1)
    const end = events.at(-1)!
    expect(end.type === 'done' && jobs.at(-1)!.best?.mean).toBe(
      end.type === 'done' && end.result.table.find(({ states }) => states === end.result.best)!.mean,
    )
  })

  it('gives each K the same figures whatever else is searched, and in whatever order', async () => {
    const rows = async (states: number[]) => (await crossValidateToEnd(small(), { states })).table
    const [all, alone] = [await rows([1, 3, 2]), await rows([3])]
    expect(alone[0]!.folds).toEqual(all[1]!.folds)
    expect(alone[0]!.bic).toBe(all[1]!.bic)
  })

  it('shows a fit that fails, and never chooses it', async () => {
    const x = [...threeStates(8, 6, 3)]
    // A transition that the labels need is forbidden in the chain: every training part with it is impossible.
    const z = x.map((_, i) => (i % 6 === 0 ? 'a' : i % 6 === 1 ? 'b' : null))
    const cv = problem(dataset(new Array(8).fill(6), { x, z }, 'z'), {
      model: {
        gate: 'markov',
        transition: {
          allowed: [
            [1, 0],
            [1, 1],
          ],
        },
        experts: [{ family: 'gaussian', columns: 'x' }],
      },
      selection: { folds: 2 },
    })
    await expect(crossValidateToEnd(cv, { states: [2] })).rejects.toThrow(
      /K=2 cannot be chosen: the fit K=2 fold 1 restart 1 failed, and 2 more of its fits: .*probability 0/,
    )
  })

  it('says which part of the config a number of states contradicts', async () => {
    const cv = small({
      model: {
        gate: 'markov',
        transition: {
          allowed: [
            [1, 1],
            [1, 1],
          ],
        },
        experts: [{ family: 'gaussian', columns: 'x' }],
      },
    })
    await expect(crossValidateToEnd(cv, { states: [2, 3] })).rejects.toThrow(
      /with K=3, model\.transition\.allowed: expected 3 rows/,
    )
  })
})

describe('a search with a job log', () => {
  const cv = small()
  const key = searchKey(cv.config, 'data', '0.0.0', 'reference')
  const run = async (path: string, states: number[], resume: boolean): Promise<CvResult> =>
    crossValidateToEnd(cv, { states, openLog: () => openJobLog(path, key, resume) })

  it('cut off after any line, or within one, resumes to the identical result', async () => {
    const path = join(folder, 'cut.jsonl')
    const whole = await run(path, [1, 2], false)
    const text = await readFile(path, 'utf8')
    const ends = [...text].flatMap((c, i) => (c === '\n' ? [i + 1] : []))
    expect(ends.length).toBe(10)
    for (const end of [0, ...ends, ...ends.map((e) => e - 1), ...ends.map((e) => e - 20)]) {
      await writeFile(path, text)
      await truncate(path, end)
      expect(await run(path, [1, 2], true)).toEqual(whole)
      expect(await readFile(path, 'utf8')).toBe(text)
    }
  })

  it('reuses the finished fits for another range of K', async () => {
    const path = join(folder, 'wider.jsonl')
    await run(path, [1, 2], false)
    const wider = crossValidate(cv, { states: [1, 2, 3], openLog: () => openJobLog(path, key, true) })
    expect((await wider.next()).value).toMatchObject({ type: 'start', jobs: 15, finished: 9 })
    await wider.return(undefined as never)
    expect(await run(path, [1, 2, 3], true)).toEqual(await run(join(folder, 'fresh.jsonl'), [1, 2, 3], false))
  })

  it('keeps -inf, and begins afresh without resume', async () => {
    const path = join(folder, 'infinite.jsonl')
    const log = await openJobLog(path, key, false)
    const outcome = {
      kind: 'split',
      job: 'K=2 fold 1 restart 1',
      failure: null,
      converged: true,
      iterations: 3,
      floored: [],
      dead: [],
      objective: -1.5,
      scores: [Number.NEGATIVE_INFINITY, -0.1],
      counts: null,
      labels: Uint8Array.from([0, 1, 255]),
      impossible: { message: 'm', hint: 'h', cure: null, units: 1 },
    } as const
    await log.append(outcome)
    expect((await openJobLog(path, key, true)).finished.get('K=2 fold 1 restart 1')).toEqual(outcome)
    expect((await openJobLog(path, key, false)).finished.size).toBe(0)
    expect((await openJobLog(path, key, true)).finished.size).toBe(0)
  })

  it('refuses jobs of another search and says what differs', async () => {
    const path = join(folder, 'other.jsonl')
    await openJobLog(path, key, false)
    await expect(openJobLog(path, { ...key, folds: 7, data: 'x' }, true)).rejects.toThrow(
      'belongs to a search with another data set and another number of folds (2, now 7)',
    )
  })

  it('says which line is damaged', async () => {
    const path = join(folder, 'damaged.jsonl')
    await run(path, [1], false)
    const lines = (await readFile(path, 'utf8')).split('\n')
    lines[2] = lines[2]!.slice(5)
    await writeFile(path, lines.join('\n'))
    await expect(openJobLog(path, key, true)).rejects.toThrow(`${path}:3 is damaged`)
  })
})
