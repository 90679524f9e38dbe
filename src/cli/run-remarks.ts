import type { Config } from '../config/schema.js'
import type { Warning } from '../errors.js'
import type { FitResult } from '../training/fit.js'

/** What is worth knowing of the run itself, beside what the model's own record says. */
export function runRemarks(result: FitResult, { training }: Config): Warning[] {
  const remarks: Warning[] = []
  const floored = result.restarts.filter((restart) => restart.floored.length > 0).length
  if (result.floored.length === 0 && floored > 0) {
    remarks.push({
      code: 'floored-restarts',
      message: `${floored} of ${result.restarts.length} restarts ended on the variance floor and were ranked behind the others`,
    })
  }
  if (training.threads > 1) {
    remarks.push({
      code: 'one-thread',
      message: `training.threads is ${training.threads}, but this version computes on one thread`,
    })
  }
  return remarks
}
