import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ModelFileError } from '../errors.js'
import type { Model, ModelParameters } from '../model/model.js'
import { type Parameters, type TensorLayout, tensor } from '../model/tensor.js'
import { writeAtomically } from './atomic-write.js'

/** The file beside a model file that holds the weights of its networks, by its name and the hash of what is in it. */
export const weightsReference = z.strictObject({
  file: z.string().regex(/^weights-[0-9a-f]{12}\.bin$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type WeightsReference = z.output<typeof weightsReference>

/** Gets the bytes of a file beside a model file. */
export type ReadBeside = (file: string) => Uint8Array

export interface WeightsFile extends WeightsReference {
  readonly bytes: Uint8Array
}

/** The gate's number among the networks of a model; experts have their own. */
export const GATE = -1

interface Network {
  /** Number of the expert, or GATE. */
  readonly part: number
  readonly layout: Readonly<Record<string, TensorLayout>>
}

/** The networks of a model in the order of the file: experts, then the gate. */
export function networksOf({ experts, gate }: Model): Network[] {
  const ofExperts = experts.flatMap(({ family, layout }, part) =>
    family === 'neural' ? [{ part, layout }] : [],
  )
  return gate.network === undefined ? ofExperts : [...ofExperts, { part: GATE, layout: gate.network.layout }]
}

/** The weights of all networks of a model, in the order of their layouts, as little-endian float32; null where there are none. */
export function packWeights(model: Model, parameters: ModelParameters): WeightsFile | null {
  const blocks = networksOf(model).flatMap(({ part, layout }) => {
    const own = part === GATE ? parameters.gate : parameters.experts[part]!
    return Object.keys(layout).map((name) => own[name]!.values)
  })
  if (blocks.length === 0) return null
  const bytes = new Uint8Array(4 * blocks.reduce((sum, { length }) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const block of blocks) for (const value of block) view.setFloat32(4 * at++, value, true)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file: `weights-${sha256.slice(0, 12)}.bin`, sha256, bytes }
}

/** The weights of each network, by its number; throws ModelFileError where the file is not the one that the model names. */
export function unpackWeights(
  model: Model,
  { file, sha256 }: WeightsReference,
  bytes: Uint8Array,
  where: string,
): ReadonlyMap<number, Parameters> {
  const damaged = (what: string) =>
    new ModelFileError(
      'damaged-weights',
      `${file}, which holds the weights of ${where}, is damaged: ${what}`,
      {
        where,
        hint: 'take it from a backup together with the model file, or train again',
      },
    )
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw damaged(`its ${bytes.length} bytes are not those that the model file names by their hash`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const expected = networksOf(model)
    .flatMap(({ layout }) => Object.values(layout).map(sizeOf))
    .reduce((a, b) => a + b, 0)
  if (bytes.length !== 4 * expected) throw damaged(`expected ${4 * expected} bytes, got ${bytes.length}`)
  let at = 0
  const read = (length: number) =>
    Float64Array.from({ length }, () => {
      const value = view.getFloat32(4 * at++, true)
      if (!Number.isFinite(value)) throw damaged(`weight ${at} is ${value}`)
      return value
    })
  return new Map(
    networksOf(model).map(({ part, layout }) => {
      const named = Object.entries(layout).map(
        ([name, shape]) => [name, tensor(shape, read(sizeOf(shape)))] as const,
      )
      return [part, Object.fromEntries(named)] as const
    }),
  )
}

function sizeOf({ shape }: TensorLayout): number {
  return shape.reduce((a, b) => a * b, 1)
}

export async function writeWeights(folder: string, { file, bytes }: WeightsFile): Promise<void> {
  await writeAtomically(join(folder, file), bytes)
}

/** Weights of earlier runs in the folder, once a model file that names others is safe. */
export async function removeOtherWeights(folder: string, kept: string | null): Promise<void> {
  for (const file of await readdir(folder))
    if (weightsReference.shape.file.safeParse(file).success && file !== kept)
      await rm(join(folder, file), { force: true })
}
