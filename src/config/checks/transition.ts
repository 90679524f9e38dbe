import { closedClasses } from '../../math/closed-classes.js'
import type { Complaint } from '../problems.js'
import type { ModelConfig } from '../schema.js'
import { distributionFault, plural } from './distribution.js'

const at = ['model', 'transition']

/** The transition matrix: K rows of K that agree with each other, and with the gate and the initial distribution. */
export function checkTransition(model: ModelConfig): Complaint[] {
  const { transition, gate } = model
  if (transition === undefined) return []
  if (gate !== 'markov') {
    return [
      {
        path: at,
        atKey: true,
        message: `the gate ${gate} has no transition matrix; take transition away, or write gate: markov`,
      },
    ]
  }
  const complaints = [...checkAllowed(model), ...checkStart(model)]
  if (transition.fixed && transition.start === undefined) {
    complaints.push({
      path: [...at, 'fixed'],
      message: 'fixed keeps the start values, but there are none; give transition.start',
    })
  }
  return complaints.length > 0 ? complaints : checkStationary(model)
}

function checkAllowed({ transition, states }: ModelConfig): Complaint[] {
  const allowed = transition?.allowed
  if (allowed === undefined) return []
  const path = [...at, 'allowed']
  const size = states ?? allowed.length
  if (allowed.length !== size)
    return [{ path, message: `expected ${plural(size, 'row')}, one for each state, got ${allowed.length}` }]
  return allowed.flatMap((row, j): Complaint[] => {
    if (row.length !== size)
      return [
        {
          path: [...path, j],
          message: `expected ${plural(size, 'entry').replace('entrys', 'entries')}, one for each state, got ${row.length}`,
        },
      ]
    if (row.includes(1)) return []
    return [
      {
        path: [...path, j],
        message: `state ${j + 1} is allowed to go nowhere; put a 1 in its row (in column ${j + 1} for staying)`,
      },
    ]
  })
}

function checkStart({ transition, states }: ModelConfig): Complaint[] {
  const start: unknown = transition?.start
  if (start === undefined) return []
  const path = [...at, 'start']
  const size = states ?? (Array.isArray(start) ? start.length : 0)
  if (!Array.isArray(start))
    return [{ path, message: `expected a list of ${size} rows, got ${String(start)}` }]
  if (start.length !== size)
    return [{ path, message: `expected ${plural(size, 'row')}, one for each state, got ${start.length}` }]
  return start.flatMap((row: unknown, j): Complaint[] => {
    const here = [...path, j]
    if (!Array.isArray(row) || row.some((entry) => typeof entry !== 'number')) {
      return [{ path: here, message: `expected a list of ${size} probabilities, got ${JSON.stringify(row)}` }]
    }
    if (row.length !== size)
      return [
        { path: here, message: `expected ${size} probabilities, one for each state, got ${row.length}` },
      ]
    const fault = distributionFault(row as number[])
    if (fault !== null) return [{ path: here, message: fault }]
    return row.flatMap((entry: number, k): Complaint[] => {
      if (entry === 0 || transition?.allowed?.[j]?.[k] !== 0) return []
      const message = `expected 0, because transition.allowed[${j}][${k}] is 0 (state ${j + 1} may not go to state ${k + 1}), got ${entry}`
      return [{ path: [...here, k], message }]
    })
  })
}

/** A chain has one stationary distribution exactly if one set of states is closed: reaches itself and nothing else. */
function checkStationary({ transition, states, initial }: ModelConfig): Complaint[] {
  if (initial !== 'stationary' || transition === undefined) return []
  const start = transition.start as number[][] | undefined
  const size = states ?? transition.allowed?.length ?? start?.length ?? 0
  const possible = new Uint8Array(size * size).fill(1)
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      if (transition.allowed?.[j]?.[k] === 0 || start?.[j]?.[k] === 0) possible[j * size + k] = 0
    }
  }
  const classes = closedClasses(possible, size)
  if (classes.length === 1) return []
  const sets = classes.map((members) => `{${members.map((k) => k + 1).join(', ')}}`).join(' or ')
  const message = `the allowed transitions have no unique stationary distribution: once in ${sets} the chain never leaves it; write initial: free, or allow a way between them`
  return [{ path: ['model', 'initial'], message }]
}
