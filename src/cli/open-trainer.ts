import { isNeural } from '../config/neural.js'
import type { Config } from '../config/schema.js'
import type { Trainer } from '../training/fit.js'
import type { CommandIo } from './io.js'

/** What trains the networks of a model, and where. */
export interface OpenTrainer {
  readonly trainer: Trainer
  readonly device: string
}

/** null where a model has no networks: tensorflow.js is not loaded then. Says what was chosen. */
export async function openTrainer(io: CommandIo, { model }: Config): Promise<OpenTrainer | null> {
  if (!isNeural(model)) return null
  const [{ openDevice }, { networkTrainer }] = await Promise.all([
    import('../tensor/open-device.js'),
    import('../neural/train.js'),
  ])
  const { name, tf } = await openDevice()
  io.say(`networks are trained on ${name}`)
  return { trainer: networkTrainer(tf), device: name }
}
