import type { Warning } from '../errors.js'
import type { PreparedData } from '../prepare.js'
import { plural } from '../report/format.js'
import type { FitResult } from '../training/fit.js'

/** What is worth knowing of the run itself, beside what the model's own record says. */
export function runRemarks(result: FitResult, read: PreparedData): Warning[] {
  const remarks = dataRemarks(result, read)
  const floored = result.restarts.filter((restart) => restart.floored.length > 0).length
  if (result.floored.length === 0 && floored > 0) {
    remarks.push({
      code: 'floored-restarts',
      message: `${floored} of ${result.restarts.length} restarts ended on the variance floor and were ranked behind the others`,
    })
  }
  return remarks
}

/** What makes the figures of a fit mean little, though it went well. */
function dataRemarks({ share }: FitResult, { data, experts, plan }: PreparedData): Warning[] {
  const remarks: Warning[] = []
  const steps = data.lines.length
  if (steps < share.length) {
    remarks.push({
      code: 'few-steps',
      message: `${plural(steps, 'step')} for ${plural(share.length, 'state')}: take fewer states`,
    })
  }
  for (const [e, group] of plan.groups.entries()) {
    const { family } = experts[e]!.config
    if (group.kind !== 'numbers' || (family !== 'gaussian' && family !== 'student-t')) continue
    const constant = group.columns.filter((_, d) => group.variance[d] === 0)
    if (constant.length === 0) continue
    remarks.push({
      code: 'constant-column',
      message: `constant in these data: ${constant.join(', ')}; a density of such a column says nothing, take it out of data.x`,
    })
  }
  return remarks
}
