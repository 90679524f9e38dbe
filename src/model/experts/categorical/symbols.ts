import type { EncodedGroup, GroupPlan, SymbolGroup, SymbolPlan } from '../../../encode/encoded.js'

export function symbolPlan(plan: GroupPlan): SymbolPlan {
  if (plan.kind !== 'symbols') throw new TypeError(`expected a plan of a symbol column, got ${plan.kind}`)
  return plan
}

export function symbolGroup(group: EncodedGroup): SymbolGroup {
  if (group.kind !== 'symbols') throw new TypeError(`expected a symbol column, got ${group.kind}`)
  return group
}
