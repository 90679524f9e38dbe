import { isNeural } from '../config/neural.js'
import type { Config } from '../config/schema.js'
import type { Trainer } from '../training/trainer.js'
import type { CommandIo } from './io.js'

/** What trains the networks of a model, and where. */
export interface OpenTrainer {
  readonly trainer: Trainer
  readonly device: string
  /** Whether threads can have such a device each: one that computes on a single core, and in plain or compiled JavaScript. */
  readonly sideBySide: boolean
  /** Frees the device. */
  close(): void
}

/** null where a model has no networks: tensorflow.js is not loaded then. Says what was chosen. */
export async function openTrainer(io: CommandIo, { model, device }: Config): Promise<OpenTrainer | null> {
  if (!isNeural(model)) return null
  const [{ openDevice }, { networkTrainer }] = await Promise.all([
    import('../tensor/open-device.js'),
    import('../neural/train.js'),
  ])
  // Backpropagation through time goes to and fro between tensors and arrays.
  const atOnce = model.gate === 'recurrent'
  const { name, tf, description, synchronous, close } = await openDevice(device, { synchronous: atOnce })
  io.say(`networks are trained on ${name} (${description})`)
  const sideBySide = name === 'wasm' || name === 'javascript'
  return { trainer: networkTrainer(tf, synchronous), device: name, sideBySide, close }
}
