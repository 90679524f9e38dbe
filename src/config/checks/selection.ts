import { ConfigError } from '../../errors.js'
import { parseKRange } from '../k-range.js'
import type { Complaint } from '../problems.js'
import type { SelectionConfig } from '../schema.js'

/** The range of K and the number of blocks. */
export function checkSelection(selection: SelectionConfig): Complaint[] {
  const complaints: Complaint[] = []
  if (typeof selection.kRange === 'string') {
    try {
      parseKRange(selection.kRange)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      complaints.push({ path: ['selection', 'kRange'], message: error.message })
    }
  }
  const { by, blocks, folds } = selection
  if (by === 'block' && blocks < 2 * folds) {
    const message = `expected at least ${2 * folds} (two blocks for each of the ${folds} folds), got ${blocks}`
    complaints.push({ path: ['selection', 'blocks'], message })
  }
  return complaints
}
