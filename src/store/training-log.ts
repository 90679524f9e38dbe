import { appendFile, readFile, rename, rm } from 'node:fs/promises'
import type { TrainingStep } from '../training/trainer.js'
import { writeAtomically } from './atomic-write.js'

/** Milliseconds: lines are written at most so often. */
const flushEvery = 1000

/** The log of a network's training, a JSON object a training step; under a name of its own until the run has finished. */
export interface TrainingLog {
  append(restart: number, step: TrainingStep): Promise<void>
  flush(): Promise<void>
  /** Gives the log its name, in place of that of an earlier run. */
  finish(): Promise<void>
}

/** Where a run that goes on stands: lines behind it are written again. */
interface Position {
  readonly restart: number
  readonly step: number
}

export async function openTrainingLog(path: string, resume: Position | null): Promise<TrainingLog> {
  const part = `${path}.part`
  await writeAtomically(part, resume === null ? '' : await linesUpTo(part, resume))
  let waiting = ''
  let flushedAt = Date.now()
  const flush = async () => {
    const lines = waiting
    waiting = ''
    flushedAt = Date.now()
    if (lines !== '') await appendFile(part, lines)
  }
  return {
    async append(restart, { step, epoch, loss, validationLoss, learningRate }) {
      waiting += `${JSON.stringify({ restart: restart + 1, epoch, step, loss, validationLoss, learningRate })}\n`
      if (Date.now() - flushedAt > flushEvery) await flush()
    },
    flush,
    async finish() {
      await flush()
      await rename(part, path)
    },
  }
}

export async function removeTrainingLog(path: string): Promise<void> {
  await rm(path, { force: true })
  await rm(`${path}.part`, { force: true })
}

async function linesUpTo(path: string, { restart, step }: Position): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
  const kept = text.split('\n').filter((line) => {
    try {
      const entry = JSON.parse(line) as Position
      return entry.restart - 1 < restart || (entry.restart - 1 === restart && entry.step <= step)
    } catch {
      // The process was killed while it wrote the line.
      return false
    }
  })
  return kept.map((line) => `${line}\n`).join('')
}
