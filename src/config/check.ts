import type { Complaint } from './problems.js'
import type { Config } from './schema.js'

/** What contradicts itself in a config whose keys and values are each right; needs no data. */
export function checkConfig(_config: Config): Complaint[] {
  return []
}
