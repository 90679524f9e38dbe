import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { ModelFileError } from '../../errors.js'
import type { RecordedCv } from '../../report/page/recorded-cv.js'
import type { Traces } from '../../report/page/restarts-section.js'
import type { TrainingCurve } from '../../report/page/training-section.js'
import type { SavedModel } from '../../store/model-file.js'
import type { CommandIo } from '../io.js'
import { openModel } from '../model-data.js'
import { readLog } from './read-log.js'

/** What lies in a run folder. */
export interface OpenRun {
  readonly folder: string
  readonly saved: SavedModel | null
  readonly cv: RecordedCv | null
  readonly traces: Traces | null
  /** The training of the restart that was kept, where it was that of networks. */
  readonly training: TrainingCurve | null
}

/** Reads a run folder, or the folder of a model file. Throws ModelFileError where a file is damaged or nothing is there. */
export async function openRun(io: CommandIo, path: string): Promise<OpenRun> {
  const full = resolve(io.context.cwd, path)
  const isFolder = existsSync(full) && statSync(full).isDirectory()
  const folder = isFolder ? full : dirname(full)
  const hasModel = !isFolder || existsSync(join(full, 'model.json'))
  const cvPath = join(folder, 'cv.json')
  const cv = isFolder && existsSync(cvPath) ? readCv(cvPath) : null
  if (!hasModel && cv === null) {
    throw new ModelFileError(
      'no-run',
      `there is neither a search (cv.json) nor a model (model.json) in ${path}`,
      {
        where: path,
        hint: 'give the run folder of dsm cv or dsm train',
      },
    )
  }
  const saved = hasModel ? await openModel(io, path) : null
  return {
    folder,
    cv,
    saved,
    traces: readTraces(join(folder, 'trace.csv')),
    training:
      saved?.fit.network === undefined ? null : readLog(join(folder, 'log.jsonl'), keptRestart(saved)),
  }
}

function keptRestart({ fit: { restarts, objective } }: SavedModel): number {
  return Math.max(
    0,
    restarts.findIndex((restart) => restart.objective === objective),
  )
}

const nullable = z.number().nullable()
/** The part of cv.json that a report stands on; what else is there stays. */
const cvFile = z.looseObject({
  table: z
    .array(
      z.looseObject({
        states: z.int(),
        label: z.string(),
        mean: nullable,
        folds: z.array(nullable),
        freeParameters: z.number(),
        restarts: z.looseObject({ atBest: z.int(), total: z.int() }),
        agreement: nullable,
      }),
    )
    .min(1),
  bestRow: z.int().min(0),
  chosenRow: z.int().min(0),
  rule: z.string(),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
})

function readCv(path: string): RecordedCv {
  try {
    return cvFile.parse(JSON.parse(readFileSync(path, 'utf8'))) as unknown as RecordedCv
  } catch (cause) {
    throw new ModelFileError(
      'damaged-search',
      `${path} is damaged, or was written by another version of dsm`,
      {
        where: path,
        hint: 'run dsm cv --resume again: it rewrites the file from its finished fits',
        cause,
      },
    )
  }
}

/** restart,iteration,objective: a row an iteration. */
function readTraces(path: string): Traces | null {
  if (!existsSync(path)) return null
  const traces: number[][] = []
  for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const [restart, , objective] = line.split(',').map(Number)
    const known = traces[restart! - 1]
    if (known === undefined) traces[restart! - 1] = [objective!]
    else known.push(objective!)
  }
  return traces
}
