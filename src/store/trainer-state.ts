import { z } from 'zod'
import type { Model } from '../model/model.js'
import type { TrainerState } from '../training/trainer.js'
import { packFloat32, packFloat64, unpackFloat32, unpackFloat64 } from './pack-blocks.js'

const blocks = z.array(z.string())

/** A training of networks that is under way, in a checkpoint. */
export const trainerStateSchema = z.strictObject({
  restart: z.int().min(0),
  trace: z.array(z.number()),
  step: z.int().min(0),
  learningRate: z.number().positive(),
  epochLogLikelihood: z.number(),
  values: blocks,
  first: blocks,
  second: blocks,
  best: z.strictObject({ epoch: z.int().min(0), values: blocks }).nullable(),
})

type Stored = z.output<typeof trainerStateSchema>

export function storeTrainerState(state: TrainerState): Stored {
  return {
    ...state,
    trace: [...state.trace],
    values: packFloat32(state.values),
    first: packFloat64(state.first),
    second: packFloat64(state.second),
    best: state.best && { epoch: state.best.epoch, values: packFloat32(state.best.values) },
  }
}

/** null where the blocks are not those of the model. */
export function restoreTrainerState(stored: Stored, model: Model): TrainerState | null {
  const lengths = [model.gate, ...model.experts].flatMap(({ layout }) =>
    Object.values(layout).map(({ shape }) => shape.reduce((a, b) => a * b, 1)),
  )
  const values = unpackFloat32(stored.values, lengths)
  const first = unpackFloat64(stored.first, lengths)
  const second = unpackFloat64(stored.second, lengths)
  const best = stored.best && unpackFloat32(stored.best.values, lengths)
  if (values === null || first === null || second === null) return null
  if (stored.best === null || best === null)
    return stored.best === best ? { ...stored, values, first, second, best: null } : null
  return { ...stored, values, first, second, best: { epoch: stored.best.epoch, values: best } }
}
