import { featureCount } from './architecture.js'
import type { VectorPlan } from './vectors.js'

/** `16 for the last 3 letters of form (1204 known)` */
export function vectorWords(plan: VectorPlan): string {
  return `${featureCount(plan)} for ${whatIsRead(plan)} (${plan.symbols.length} known)`
}

function whatIsRead({ columns: [column], reading }: VectorPlan): string {
  const { part, length = 0, lowerCase, vectors } = reading
  const name = lowerCase === true ? `${column} in lower case` : column
  const letters = length === 1 ? 'letter' : `${length} letters`
  if (vectors!.kind === 'letters') return `the letters of ${name}`
  switch (part) {
    case undefined:
      return name
    case 'shape':
      return `the shape of ${name}`
    case 'prefix':
      return `the first ${letters} of ${name}`
    case 'suffix':
      return `the last ${letters} of ${name}`
  }
}
