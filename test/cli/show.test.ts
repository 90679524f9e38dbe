import { beforeAll, describe, expect, it } from 'vitest'
import { trainedFolder } from './labelled-panel.js'
import { folderOf, runDsm } from './run-dsm.js'

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml', 'named.yaml')
})

interface Shown {
  readonly gate: string
  readonly states: { name: string; share: number; initial: number; expectedStay: number | null }[]
  readonly transition: number[][]
  readonly experts: { family: string; columns: string[]; parameters: Record<string, unknown> }[]
  readonly fit: {
    restarts: number
    restartsAtBest: number
    converged: boolean
    steps: number
    sequences: number
  }
  readonly warnings: unknown[]
}

describe('dsm show', () => {
  it('prints what the model is, how it was fitted, its states and its experts in the units of the data', async () => {
    const { stdout, stderr, code } = await runDsm(['show', 'free'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^hidden Markov model: 2 states, gaussian, categorical, \d+ free parameters\n/)
    expect(stdout).toMatch(/fitted to 4 sequences, 160 steps: log-likelihood -\d+\.\d{4}\n/)
    expect(stdout).toMatch(/converged after \d+ iterations?; [12] of 2 restarts within 0.01 nats of the best/)
    expect(stdout).toMatch(/state +share of time +expected stay +initial\n +1 +\d+\.\d % +\d/)
    expect(stdout).toMatch(/from \\ to +1 +2\n1 +0\.\d{3} +0\.\d{3}\n/)
    expect(stdout).toContain('gaussian (full): speed')
    expect(stdout).toContain('categorical: weather')
  })

  it('names labelled states, and takes the model file itself as well as the run folder', async () => {
    const { stdout } = await runDsm(['show', 'named/model.json'], { cwd })
    expect(stdout).toMatch(/\nride +\d+\.\d %/)
    expect(stdout).toMatch(/from \\ to +ride +walk\n/)
  })

  it('is what train prints at its end', async () => {
    const train = await runDsm(['train', 'free.yaml', '--output', 'again'], { cwd })
    const { stdout } = await runDsm(['show', 'again'], { cwd })
    expect(train.stdout).toContain(stdout.trimEnd())
  })

  it('gives exact figures as JSON: expected stay is 1 / (1 − A_kk), rows sum to one', async () => {
    const { stdout } = await runDsm(['show', 'free', '--json'], { cwd })
    const shown = JSON.parse(stdout) as Shown
    expect(shown.gate).toBe('markov')
    expect(shown.fit).toMatchObject({ restarts: 2, converged: true, steps: 160, sequences: 4 })
    for (const [k, row] of shown.transition.entries()) {
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
      expect(shown.states[k]!.expectedStay).toBeCloseTo(1 / (1 - row[k]!), 9)
    }
    expect(shown.states.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(shown.experts.map(({ columns }) => columns)).toEqual([['speed'], ['weather']])
    expect(shown.warnings).toEqual([])
  })

  it('says that a fit did not converge', async () => {
    await runDsm(['train', 'free.yaml', '--output', 'short', '--set', 'training.maxIterations=2'], { cwd })
    const { stdout, stderr, code } = await runDsm(['show', 'short'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('NOT converged after 2 iterations')
    expect(stderr).toContain('warning: the fit had not converged after 2 iterations')
  })

  it.each([
    ['{"format": "dsm-model"', 'not whole JSON'],
    ['{"format": "other"}', 'no dsm model file'],
  ])('refuses %s', async (text, message) => {
    const folder = folderOf({ 'model.json': text })
    const { stdout, stderr, code } = await runDsm(['show', '.'], { cwd: folder })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
  })
})
