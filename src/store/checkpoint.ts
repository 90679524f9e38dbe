import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import type { Config } from '../config/schema.js'
import { ModelFileError, UsageError } from '../errors.js'
import type { Model, ModelParameters } from '../model/model.js'
import { fromNested, toNested } from '../model/nested.js'
import type { Parameters } from '../model/tensor.js'
import type { FitState } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'
import { writeAtomically } from './atomic-write.js'
import { type KernelName, kernelNames } from './kernel-name.js'
import { restoreTrainerState, storeTrainerState, trainerStateSchema } from './trainer-state.js'

/** What a run is a run of: a checkpoint goes on only where all of it is the same. */
export interface RunKey {
  readonly dsm: string
  /** Of the parts of the config that decide the numbers. */
  readonly config: string
  readonly data: string
  readonly seed: number
  /** The code that computes: last bits are its own. */
  readonly kernel: KernelName
  /** What trains networks; null where there are none. */
  readonly device: string | null
}

/**
 * Where the data lie, on how many threads and where results go do not change a fit; the seed has a place of its own. A beam
 * does, where there is one. A network may go on with another learning rate, which is how one is saved that went astray.
 */
export function hashConfig({ data, model, training, inference: { beam } }: Config): string {
  const { path: _path, ...dataMeaning } = data
  const { threads: _threads, seed: _seed, learningRate: _rate, ...trainingMeaning } = training
  return createHash('sha256')
    .update(JSON.stringify([dataMeaning, model, trainingMeaning, ...(beam > 0 ? [{ beam }] : [])]))
    .digest('hex')
}

const nested = z.record(z.string(), z.unknown())
const parametersSchema = z.strictObject({ gate: nested, experts: z.array(nested) })
const stateNumbers = z.array(z.int().min(0))
const resultSchema = z.strictObject({
  restart: z.int().min(0),
  parameters: parametersSchema,
  logLikelihood: z.number(),
  objective: z.number(),
  iterations: z.int(),
  converged: z.boolean(),
  trace: z.array(z.number()),
  segments: stateNumbers,
  floored: stateNumbers,
  dead: stateNumbers,
  share: z.array(z.number()),
})
const checkpointSchema = z.strictObject({
  format: z.literal('dsm-checkpoint'),
  key: z.strictObject({
    dsm: z.string(),
    config: z.string(),
    data: z.string(),
    seed: z.int(),
    kernel: z.enum(kernelNames),
    device: z.string().nullable(),
  }),
  finished: z.array(resultSchema),
  current: z
    .union([
      z.strictObject({
        restart: z.int().min(0),
        parameters: parametersSchema,
        trace: z.array(z.number()),
        segments: stateNumbers,
        floored: stateNumbers,
        reseeded: stateNumbers,
      }),
      trainerStateSchema,
    ])
    .nullable(),
})
type StoredParameters = z.output<typeof parametersSchema>

export async function saveCheckpoint(path: string, key: RunKey, state: FitState): Promise<void> {
  const file = {
    format: 'dsm-checkpoint',
    key,
    finished: state.finished.map((result) => ({
      ...result,
      parameters: store(result.parameters),
      share: [...result.share],
    })),
    current:
      state.current &&
      ('values' in state.current
        ? storeTrainerState(state.current)
        : { ...state.current, parameters: store(state.current.parameters) }),
  }
  await writeAtomically(path, JSON.stringify(file))
}

/**
 * The state of an interrupted run; null where there is none.
 * Throws UsageError where the checkpoint belongs to another config, data set, seed or version, and ModelFileError where
 * it is damaged.
 */
export async function loadCheckpoint(path: string, key: RunKey, model: Model): Promise<FitState | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const file = parse(text, path)
  refuseOther(path, file.key, key)
  return {
    finished: file.finished.map(
      (result): RestartResult => ({
        ...result,
        parameters: restore(model, result.parameters, path),
        share: Float64Array.from(result.share),
      }),
    ),
    current: file.current && restoreCurrent(file.current),
  }

  function restoreCurrent(current: NonNullable<typeof file.current>): FitState['current'] {
    if ('parameters' in current) return { ...current, parameters: restore(model, current.parameters, path) }
    const restored = restoreTrainerState(current, model)
    if (restored === null) throw damaged(path)
    return restored
  }
}

/** The kernel that an interrupted run used; null where there is no checkpoint to tell. */
export async function checkpointKernel(path: string): Promise<KernelName | null> {
  try {
    return checkpointSchema.parse(JSON.parse(await readFile(path, 'utf8'))).key.kernel
  } catch {
    // What is wrong with it, `loadCheckpoint` says.
    return null
  }
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true })
}

function parse(text: string, path: string) {
  try {
    return checkpointSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

function refuseOther(path: string, found: RunKey, expected: RunKey): void {
  const names = {
    dsm: 'version of dsm',
    config: 'config',
    data: 'data',
    seed: 'seed',
    kernel: `kernel (${found.kernel}, now ${expected.kernel})`,
    device: `device (${found.device}, now ${expected.device})`,
  } as const
  const other = (Object.keys(names) as (keyof RunKey)[]).filter((part) => found[part] !== expected[part])
  if (other.length === 0) return
  throw new UsageError(
    'other-run',
    `${path} belongs to a run with another ${other.map((part) => names[part]).join(' and another ')}`,
    {
      where: path,
      hint: 'give the same config, data, seed, kernel and device as then, or leave --resume out to begin afresh',
    },
  )
}

function store({ gate, experts }: ModelParameters): StoredParameters {
  const all = (p: Parameters) =>
    Object.fromEntries(Object.entries(p).map(([name, value]) => [name, toNested(value)]))
  return { gate: all(gate), experts: experts.map(all) }
}

function restore(model: Model, { gate, experts }: StoredParameters, path: string): ModelParameters {
  const all = (layout: Model['gate']['layout'], given: Record<string, unknown>): Parameters =>
    Object.fromEntries(
      Object.entries(layout).map(([name, shape]) => {
        const value = fromNested(shape, given[name])
        if (value === null) throw damaged(path)
        return [name, value]
      }),
    )
  if (experts.length !== model.experts.length) throw damaged(path)
  return {
    gate: all(model.gate.layout, gate),
    experts: model.experts.map((e, i) => all(e.layout, experts[i]!)),
  }
}

function damaged(path: string, cause?: unknown): ModelFileError {
  return new ModelFileError('damaged-checkpoint', `the checkpoint ${path} is damaged`, {
    where: path,
    hint: 'leave --resume out to begin afresh',
    cause,
  })
}
