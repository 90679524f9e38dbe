import { beforeAll, describe, expect, it } from 'vitest'
import { trainedFolder } from './labelled-panel.js'
import { folderOf, runDsm } from './run-dsm.js'

interface Evaluation {
  readonly states: number
  readonly sequences: number
  readonly steps: number
  readonly observedSteps: number
  readonly logLikelihood: number | null
  readonly logLikelihoodPerStep: number
  readonly perplexity: number | null
  readonly freeParameters: number
  readonly n: number
  readonly aic: number
  readonly bic: number
  readonly icl: number | null
  readonly perSequence: readonly { sequence: string; steps: number; logLikelihood: number | null }[]
  readonly labels?: {
    readonly steps: number
    readonly accuracy: number
    readonly manyToOne?: number
    readonly matching?: Record<string, string>
    readonly mappedAccuracy?: number
    readonly mapping?: Record<string, string>
    readonly macroF1: number
    readonly ari: number
    readonly nmi: number
    readonly confusion: { labels: string[]; states: string[]; counts: number[][] }
  }
  readonly warnings: readonly { code: string; message: string }[]
}

let cwd: string
beforeAll(async () => {
  cwd = await trainedFolder('free.yaml', 'named.yaml')
})

async function evaluate(...args: string[]): Promise<Evaluation> {
  const { stdout, stderr, code } = await runDsm(['eval', ...args, '--json'], { cwd })
  expect([code, stderr.replace(/^warning: .*\n/gm, '')]).toEqual([0, ''])
  return JSON.parse(stdout) as Evaluation
}

describe('dsm eval', () => {
  it("gives the fit's own figures on the training data, which need not be named", async () => {
    const { code, stdout } = await runDsm(['show', 'free', '--json'], { cwd })
    expect(code).toBe(0)
    const shown = JSON.parse(stdout) as { fit: { logLikelihood: number }; freeParameters: number }
    for (const args of [['free'], ['free/model.json', 'panel.csv']]) {
      const score = await evaluate(...args)
      expect(score.logLikelihood).toBeCloseTo(shown.fit.logLikelihood, 8)
      expect(score).toMatchObject({
        states: 2,
        sequences: 4,
        steps: 160,
        perplexity: null,
        freeParameters: shown.freeParameters,
      })
      expect(score.n).toBe(score.observedSteps)
      expect(score.aic).toBeCloseTo(-2 * score.logLikelihood! + 2 * score.freeParameters, 8)
      expect(score.bic).toBeCloseTo(-2 * score.logLikelihood! + score.freeParameters * Math.log(160), 8)
    }
  })

  it('takes other rows with --where, and adds up over sequences', async () => {
    const score = await evaluate('free', '--where', 'split=test')
    expect(score.perSequence.map(({ sequence, steps }) => [sequence, steps])).toEqual([
      ['p4', 40],
      ['p5', 40],
    ])
    const sum = score.perSequence.reduce((total, s) => total + s.logLikelihood!, 0)
    expect(score.logLikelihood).toBeCloseTo(sum, 8)
    const both = await evaluate('free', '--where', 'split=train,test')
    expect(both.sequences).toBe(6)
    expect(both.logLikelihood).toBeCloseTo(score.logLikelihood! + (await evaluate('free')).logLikelihood!, 8)
  })

  it('counts sequences for BIC where asked', async () => {
    const score = await evaluate('free', '--bic-n', 'sequences')
    expect(score.n).toBe(4)
    expect(score.bic).toBeCloseTo(-2 * score.logLikelihood! + score.freeParameters * Math.log(4), 8)
  })

  it('compares free states with a column by matching, many-to-one, and by the meaning they have elsewhere', async () => {
    const { labels } = await evaluate(
      'free',
      '--where',
      'split=test',
      '--labels',
      'truth',
      '--map-where',
      'split=train',
    )
    expect(labels!.steps).toBe(80)
    expect(labels!.accuracy).toBeGreaterThan(0.9)
    expect(labels!.manyToOne).toBe(labels!.accuracy)
    expect(labels!.mappedAccuracy).toBe(labels!.accuracy)
    expect(labels!.matching).toEqual({ 1: 'walk', 2: 'ride' })
    expect(labels!.mapping).toEqual(labels!.matching)
    expect(labels!.confusion.labels).toEqual(['ride', 'walk'])
    expect(labels!.confusion.states).toEqual(['1', '2'])
    expect(labels!.confusion.counts.flat().reduce((a, b) => a + b)).toBe(80)
  })

  it('compares named states by name, over the labelled steps alone, and never uses the labels', async () => {
    const score = await evaluate('named', '--where', 'split=test')
    const { labels } = score
    expect(labels!.steps).toBe(28)
    expect(labels!.confusion.states).toEqual(labels!.confusion.labels)
    expect(labels!).not.toHaveProperty('manyToOne')
    expect(labels!).not.toHaveProperty('matching')
    const [[rideRide, rideWalk], [walkRide, walkWalk]] = labels!.confusion.counts as [
      [number, number],
      [number, number],
    ]
    expect(labels!.accuracy).toBeCloseTo((rideRide + walkWalk) / 28, 12)
    expect(rideRide + rideWalk + walkRide + walkWalk).toBe(28)
    const unlabelled = folderOf({
      'bare.csv': 'id,t,speed,weather,split\np9,1,9.5,sun,test\np9,2,2.5,rain,test\n',
    })
    const bare = await evaluate('named', `${unlabelled}/bare.csv`, '--where', 'split=test')
    expect(bare.labels).toBeUndefined()
    expect(bare.warnings.map(({ code }) => code)).toContain('no-labels')
    expect((await evaluate('named', '--clamp')).logLikelihood).toBeLessThan(
      (await evaluate('named')).logLikelihood!,
    )
  })

  it('reports a sequence of probability 0: -inf for people, null and a warning in JSON', async () => {
    const other = folderOf({
      'new.csv': 'id,t,speed,weather,split\na,1,3,sun,train\nb,1,3,sun,train\nb,2,3,hail,train\n',
    })
    const { stdout, code } = await runDsm(['eval', 'free', `${other}/new.csv`], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/log-likelihood \(nats\) +-inf/)
    const score = await evaluate('free', `${other}/new.csv`)
    expect([score.logLikelihood, score.icl]).toEqual([null, null])
    expect(score.perSequence.map(({ logLikelihood }) => logLikelihood === null)).toEqual([false, true])
    const warning = score.warnings.find((w) => w.code === 'impossible-sequence')
    expect(warning!.message).toBe(
      `sequence "b" has probability 0 from step 2 on (${other}/new.csv:4): its symbol in column "weather" was never seen in training; train with unknown: missing on this expert, or hapax where training holds symbols seen once`,
    )
    expect(score.warnings.map((w) => w.code)).toContain('not-finite')
  })

  it('prints a summary for people, and every sequence where asked', async () => {
    const { stdout } = await runDsm(['eval', 'named', '--where', 'split=test', '--per-sequence'], { cwd })
    expect(stdout).toContain('panel.csv: 2 sequences, 80 steps; 2 states')
    expect(stdout).toMatch(/free parameters +\d+\n/)
    expect(stdout).toMatch(/sequence +steps +log-likelihood +per step\np4 +40 +-\d+\.\d{4}/)
    expect(stdout).toMatch(/true \\ state +ride +walk\nride +\d+ +\d+\nwalk +\d+ +\d+\n$/)
    expect(stdout).not.toContain('null')
    expect(stdout).not.toContain('NaN')
  })

  it.each([
    [['eval', 'nothing'], 1, 'error: there is no model at nothing\n'],
    [['eval', 'free', 'gone.csv'], 1, 'gone.csv'],
    [
      ['eval', 'free', '--set', 'model.states=3'],
      2,
      '--set model.states=3: a fitted model stays as it is; only how the data are read can be set',
    ],
    [['eval', 'free', '--where', 'split'], 2, '--where split: expected column=value'],
    [['eval', 'free', '--labels', 'activity'], 1, 'activity'],
    [['eval', 'free', '--bic-n', 'rows'], 2, 'Allowed choices are steps, sequences'],
    [['eval', 'free', '--map-where', 'split=train'], 2, 'labels'],
  ])('%j fails with a message that says why', async (args, code, message) => {
    const run = await runDsm(args, { cwd })
    expect(run.stderr).toContain(message)
    expect(run.code).toBe(code)
    expect(run.stdout).toBe('')
  })

  it('says which data to name where the training data are gone', async () => {
    const moved = await trainedFolder('mixture.yaml')
    const { stdout } = await runDsm(['eval', 'mixture', 'panel.csv', '--json'], { cwd: moved })
    const elsewhere = folderOf({
      'model.json': (await runDsm(['schema'], { cwd: moved })).read('mixture/model.json'),
    })
    expect(JSON.parse(stdout)).toMatchObject({ sequences: 1, steps: 240 })
    const run = await runDsm(['eval', 'model.json'], { cwd: elsewhere })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('are not there any more')
    expect(run.stderr).toContain('dsm eval model.json DATA')
  })
})
