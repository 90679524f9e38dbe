import { ConfigError } from '../../errors.js'
import { parseKRange } from '../k-range.js'
import { isNeural } from '../neural.js'
import { formatPath, parsePath } from '../paths.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'

/** The range of K, the grid, and ways to hold out that contradict each other. */
export function checkSelection(config: Config): Complaint[] {
  return [
    ...checkRange(config),
    ...checkGrid(config),
    ...checkUnits(config),
    ...checkGap(config),
    ...checkScore(config),
    ...checkRule(config),
  ]
}

function checkRange({ selection: { kRange } }: Config): Complaint[] {
  if (typeof kRange !== 'string') return []
  try {
    parseKRange(kRange)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [{ path: ['selection', 'kRange'], message: error.message }]
  }
  return []
}

function checkGrid({ selection: { grid = {} } }: Config): Complaint[] {
  return Object.keys(grid).flatMap((key) => {
    const path = parsePath(key)
    const message =
      path === null
        ? 'is no path to a config key; expected one such as model.experts.0.covariance'
        : formatPath(path) === 'model.states'
          ? 'is what selection.kRange (or --k-range) tries; take it out of the grid'
          : path[0] === 'model' || path[0] === 'training'
            ? null
            : 'cannot be searched over: only keys of model and training can, since the data and the way to hold out have to be the same for all'
    return message === null ? [] : [{ path: ['selection', 'grid', key], message }]
  })
}

function checkUnits({ selection }: Config): Complaint[] {
  const { by, blocks, folds, group, gap, method, repeats } = selection
  const complaints: Complaint[] = []
  const complain = (key: string, message: string) => complaints.push({ path: ['selection', key], message })
  if (by === 'block' && method === 'folds' && blocks < 2 * folds) {
    complain(
      'blocks',
      `expected at least ${2 * folds} (two blocks for each of the ${folds} folds), got ${blocks}`,
    )
  }
  if (by === 'group' && group === undefined)
    complain('by', 'group needs the column that tells the groups: selection.group (or --group COLUMN)')
  if (group !== undefined && (by === 'sequence' || by === 'block')) {
    complain(
      'by',
      `${by} would part what selection.group keeps together; leave one of them out (the unit is the group)`,
    )
  }
  if (gap > 0 && (by === 'sequence' || by === 'group' || group !== undefined))
    complain('gap', 'is for held-out blocks only; give by: block, or leave it out')
  if (gap > 0 && method === 'half-sampling')
    complain('gap', 'has no meaning with method: half-sampling, which holds out every other step')
  if (repeats > 1 && method !== 'folds')
    complain('repeats', 'is for method: folds; monte-carlo has splits, and half-sampling leaves no chance')
  return complaints
}

/** Cells in a gap are missing: what a network sees cannot be. */
function checkGap({ selection: { gap }, model }: Config): Complaint[] {
  const sees = model.experts.some((each) => each.family === 'neural' && each.inputs.includes('previous'))
  if (gap === 0 || (model.gate !== 'recurrent' && !sees)) return []
  const message =
    'leaves steps missing that a network sees as the step before; take gap away, or hold out whole sequences (by: sequence)'
  return [{ path: ['selection', 'gap'], message }]
}

function checkScore({ selection: { score }, data: { z } }: Config): Complaint[] {
  if (score === 'log-likelihood' || z !== undefined) return []
  const message = `${score} compares states with known ones; expected a column of them in data.z, or score: log-likelihood`
  return [{ path: ['selection', 'score'], message }]
}

function checkRule({ selection: { rule }, model }: Config): Complaint[] {
  if (!isNeural(model) || rule === 'one-standard-error' || rule === 'maximum') return []
  const message = `${rule} counts free parameters, and the weights of networks are regularised; write one-standard-error or maximum`
  return [{ path: ['selection', 'rule'], message }]
}
