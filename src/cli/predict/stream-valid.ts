import type { StreamRows } from '../../data/stream/stream-rows.js'
import type { EncodedGroup } from '../../encode/encoded.js'
import type { EncodedRows } from '../../encode/row-encoder.js'
import { DsmError } from '../../errors.js'
import type { Expert } from '../../model/expert.js'

/** The rows up to the first that an expert refuses (a negative count, for instance), with its complaint. */
export function validRows(
  experts: readonly Expert[],
  encoded: EncodedRows,
  rows: StreamRows,
  source: string,
): EncodedRows {
  let { count, error } = encoded
  for (const [e, expert] of experts.entries()) {
    let bad = 0
    try {
      expert.validateData?.(firstRows(encoded.groups[e]!, count), (row) => {
        bad = row
        return { source, line: rows.lines[row]! }
      })
    } catch (complaint) {
      if (!(complaint instanceof DsmError)) throw complaint
      count = bad
      error = complaint
    }
  }
  return { ...encoded, count, error }
}

/** Row r at place r, without the row before. */
function firstRows(group: EncodedGroup, count: number): EncodedGroup {
  if (group.kind === 'symbols') return { ...group, codes: group.codes.subarray(1, count + 1) }
  const { dimension, values } = group
  return { ...group, values: values.subarray(dimension, (count + 1) * dimension) }
}
