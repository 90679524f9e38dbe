import { isNeural } from '../config/neural.js'
import { UsageError } from '../errors.js'
import type { SavedModel } from '../store/model-file.js'

const reasons = {
  '--forecast': 'it needs the inputs of the steps to come',
  '--stream': 'it sees a window of steps',
  '--residuals': 'pseudo-residuals are made from laws without inputs',
} as const

/** Throws UsageError for what models with networks cannot do (yet). */
export function refuseForNetworks(
  { config }: SavedModel,
  options: Partial<Record<keyof typeof reasons, unknown>>,
): void {
  if (!isNeural(config.model)) return
  for (const [option, reason] of Object.entries(reasons)) {
    if (options[option as keyof typeof reasons] === undefined) continue
    throw new UsageError('networks', `${option} does not go with a model of networks: ${reason}`, {
      hint: `leave ${option} out`,
    })
  }
}
