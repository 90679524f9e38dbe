import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { ModelFileError } from '../../errors.js'
import type { TrainingCurve } from '../../report/page/training-section.js'

const entry = z.object({
  restart: z.int(),
  epoch: z.int(),
  step: z.int(),
  loss: z.number(),
  validationLoss: z.number().nullable(),
  learningRate: z.number(),
})

/** The training steps of one restart (from 0) in a run's log.jsonl; null where there is none. */
export function readLog(path: string, restart: number): TrainingCurve | null {
  if (!existsSync(path)) return null
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  const entries = lines
    .map((line, i) => parse(line, path, i + 1))
    .filter((found) => found.restart === restart + 1)
  return {
    step: entries.map(({ step }) => step),
    epoch: entries.map(({ epoch }) => epoch),
    loss: entries.map(({ loss }) => loss),
    validationLoss: entries.map(({ validationLoss }) => validationLoss ?? Number.NaN),
    learningRate: entries.map(({ learningRate }) => learningRate),
  }
}

function parse(line: string, path: string, number: number): z.output<typeof entry> {
  try {
    return entry.parse(JSON.parse(line))
  } catch (cause) {
    throw new ModelFileError('damaged-log', `${path} is damaged`, {
      where: `${path}, line ${number}`,
      hint: 'take the file away (the report then leaves the training out), or train again',
      cause,
    })
  }
}
