import { open, readFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { ModelFileError } from '../errors.js'
import type { JobLog, JobOutcome } from '../selection/jobs.js'
import { writeAtomically } from './atomic-write.js'
import type { KernelName } from './kernel-name.js'
import { packLabels, unpackLabels } from './pack-labels.js'
import { refuseOtherSearch, type SearchKey, searchKeySchema } from './search-key.js'

const header = z.object({ format: z.literal('dsm-cv'), key: searchKeySchema })

/** JSON has no infinities; −Infinity (a unit that is ruled out) is written as this text. */
const minusInfinity = '-Infinity'
const nats = z.union([z.number(), z.literal(minusInfinity).transform(() => Number.NEGATIVE_INFINITY)])
const fitted = {
  job: z.string(),
  failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  converged: z.boolean(),
  iterations: z.int(),
  floored: z.array(z.int()),
  dead: z.array(z.int()),
  objective: nats,
}
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('split'),
    ...fitted,
    scores: z.array(nats),
    counts: z.array(z.array(z.int())).nullable(),
    impossible: z
      .strictObject({ message: z.string(), hint: z.string(), cure: z.string().nullable(), units: z.int() })
      .nullable(),
    labels: z.string().transform(unpackLabels).nullable(),
  }),
  z.strictObject({
    kind: z.literal('full'),
    ...fitted,
    logLikelihood: nats.nullable(),
    aic: z.number().nullable(),
    bic: z.number().nullable(),
    icl: z.number().nullable(),
  }),
])

/**
 * A file of one line a job: a header with the key, then each job as it finishes, on disk before `append` resolves.
 * A last line that was cut off by a crash is dropped.
 *
 * With `resume` it goes on from the file where there is one; without it the file begins afresh.
 * Throws UsageError where the file belongs to another search, and ModelFileError where it is damaged.
 */
export async function openJobLog(path: string, key: SearchKey, resume: boolean): Promise<JobLog> {
  const finished = new Map<string, JobOutcome>()
  const text = resume ? await readText(path) : ''
  // Bytes after the last newline are a line that was being written.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole === '') {
    await writeAtomically(path, line({ format: 'dsm-cv', key }))
  } else {
    const [first, ...jobs] = whole.trimEnd().split('\n')
    refuseOtherSearch(path, parse(header, first!, path, 1).key, key)
    for (const [i, job] of jobs.entries()) {
      const found = parse(outcome, job, path, i + 2)
      finished.set(found.job, found)
    }
    if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole))
  }
  return { finished, append: (job) => append(path, line(job)) }
}

/** How many jobs of this very search lie in the file; 0 where there is none, or it belongs to another search. */
export async function countFinishedJobs(path: string, key: SearchKey): Promise<number> {
  const [first, ...jobs] = (await readText(path)).trimEnd().split('\n')
  try {
    return JSON.stringify(header.parse(JSON.parse(first!)).key) === JSON.stringify(key) ? jobs.length : 0
  } catch {
    return 0
  }
}

/** The kernel that an interrupted search used; null where there is no file to tell. */
export async function searchKernel(path: string): Promise<KernelName | null> {
  try {
    const [first] = (await readText(path)).split('\n')
    return header.parse(JSON.parse(first!)).key.kernel
  } catch {
    // What is wrong with it, `openJobLog` says.
    return null
  }
}

async function append(path: string, text: string): Promise<void> {
  const file = await open(path, 'a')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function line(record: object): string {
  const text = JSON.stringify(record, (_, value: unknown) =>
    value === Number.NEGATIVE_INFINITY
      ? minusInfinity
      : value instanceof Uint8Array || value instanceof Uint16Array
        ? packLabels(value)
        : value,
  )
  return `${text}\n`
}

function parse<T>(schema: z.ZodType<T>, text: string, path: string, number: number): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new ModelFileError('damaged-search', `${path}:${number} is damaged: it holds no job of a search`, {
      where: `${path}:${number}`,
      hint: 'delete this line and the job is done again, or leave --resume out to begin afresh',
      cause,
    })
  }
}
