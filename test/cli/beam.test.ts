import { beforeAll, describe, expect, it } from 'vitest'
import { configs, panelCsv, records, trainedFolder } from './labelled-panel.js'
import { folderOf, runDsm } from './run-dsm.js'

interface Beam {
  readonly epsilon: number
  readonly meanStates: number
  readonly maxStates: number
  readonly bound: number | null
  readonly widened: number
}
interface Figures {
  readonly logLikelihood: number
  readonly beam?: Beam
  readonly warnings: readonly { code: string }[]
}

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml')
})

async function json<T = Figures>(...args: string[]): Promise<T> {
  const { stdout, stderr, code } = await runDsm([...args, '--json'], { cwd })
  expect([code, stderr.replace(/^warning: .*\n/gm, '')]).toEqual([0, ''])
  return JSON.parse(stdout) as T
}

/** The panel with a beam in training. */
function train(beam: string, output: string): Promise<Figures> {
  return json('train', 'free.yaml', '--beam', beam, '--output', output)
}

describe('dsm eval --beam', () => {
  it('says how many states were kept and how much the log-likelihood may have lost, and it has not lost more', async () => {
    const exact = await json('eval', 'free')
    expect(exact.beam).toBeUndefined()
    const pruned = await json('eval', 'free', '--beam', '0.001')
    const { epsilon, meanStates, maxStates, bound, widened } = pruned.beam!
    expect([epsilon, maxStates, widened]).toEqual([0.001, 2, 0])
    expect(meanStates).toBeGreaterThanOrEqual(1)
    expect(meanStates).toBeLessThan(2)
    const lost = exact.logLikelihood - pruned.logLikelihood
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBeLessThanOrEqual(bound!)
  })

  it('prints it, and --beam 0 is the exact figures', async () => {
    const { stdout } = await runDsm(['eval', 'free', '--beam', '0.001'], { cwd })
    expect(stdout).toMatch(
      /beam +0\.001\n +states kept, mean and most +1(\.\d+)?, 2\n +log-likelihood lost, at most/,
    )
    expect(await json('eval', 'free', '--beam', '0')).toEqual(await json('eval', 'free'))
  })

  it.each(['1', '-0.1', 'wide'])('refuses --beam %s', async (beam) => {
    const { code, stderr } = await runDsm(['eval', 'free', '--beam', beam], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('Expected a share of at least 0 and below 1.')
  })
})

describe('dsm train --beam', () => {
  it('reports the exact log-likelihood of its parameters, and the model says how it was trained', async () => {
    const trained = await train('0.05', 'beamed')
    const exact = await json('eval', 'beamed', '--beam', '0')
    expect(trained.logLikelihood).toBeCloseTo(exact.logLikelihood, 8)
    const shown = await json<{ fit: { beam: Beam & { prunedLogLikelihood: number; falls: number } } }>(
      'show',
      'beamed',
    )
    expect(trained.beam).toEqual(shown.fit.beam)
    const { prunedLogLikelihood, bound } = shown.fit.beam
    expect(prunedLogLikelihood).toBeLessThanOrEqual(trained.logLikelihood)
    expect(trained.logLikelihood - prunedLogLikelihood).toBeLessThanOrEqual(bound!)
    // A model that was trained with a beam is applied with it unless another is asked for.
    const pruned = await json('eval', 'beamed')
    expect(pruned.beam!.epsilon).toBe(0.05)
    expect(pruned.logLikelihood).toBeCloseTo(prunedLogLikelihood, 8)
    const { stdout } = await runDsm(['show', 'beamed'], { cwd })
    expect(stdout).toContain('trained with a beam of 0.05')
  })

  it('goes on after a fall of the pruned objective, and counts it', async () => {
    const trained = await train('0.45', 'narrow')
    const { fit } = await json<{ fit: { beam: { falls: number } } }>('show', 'narrow')
    expect(fit.beam.falls > 0).toBe(trained.warnings.some((w) => w.code === 'pruned-objective-fell'))
  })

  it('belongs to the key of a checkpoint: another beam is another config', async () => {
    const folder = folderOf({ 'free.yaml': configs['free.yaml'], 'panel.csv': panelCsv() })
    const run = (...args: string[]) =>
      runDsm(['cv', 'free.yaml', '--k-range', '1:2', '--folds', '2', ...args], { cwd: folder })
    expect((await run('--beam', '0.01')).stdout).toMatch(
      /All scores with a beam 0\.01: .* states kept on average/,
    )
    const other = await run('--beam', '0.02', '--resume')
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('inference.beam')])
    const same = await run('--beam', '0.01', '--threads', '1', '--memory', '64', '--resume')
    expect(same.code).toBe(0)
  })
})

describe('dsm predict --beam', () => {
  it('writes the same columns, and says on stderr what the beam did', async () => {
    const exact = await runDsm(['predict', 'free', 'panel.csv'], { cwd })
    const pruned = await runDsm(['predict', 'free', 'panel.csv', '--beam', '1e-6'], { cwd })
    expect(pruned.stderr).toMatch(
      /beam 0\.000001: .* states kept on average, at most 2; log-likelihood at most/,
    )
    const [a, b] = [records(exact.stdout), records(pruned.stdout)]
    expect(b.map((row) => row.state)).toEqual(a.map((row) => row.state))
    for (const [i, row] of b.entries())
      expect(Math.abs(Number(row.surprise) - Number(a[i]!.surprise))).toBeLessThan(1e-2)
  })
})

describe('dsm predict --posterior', () => {
  it('adds how many states each step leaves open', async () => {
    const { stdout } = await runDsm(['predict', 'free', 'panel.csv', '--posterior'], { cwd })
    for (const row of records(stdout)) {
      const p = [Number(row.p_1), Number(row.p_2)]
      const entropy = p.reduce((sum, q) => sum - (q > 0 ? q * Math.log(q) : 0), 0)
      expect(Number(row.effective_states)).toBeCloseTo(Math.exp(entropy), 10)
    }
  })
})
