import type { Warning } from '../errors.js'
import { fixed } from '../report/index.js'
import type { CvResult, CvRow } from '../selection/index.js'

/** Which K and why, in plain words. */
export function reason(result: CvResult): string {
  const { table, best, chosen, rule } = result
  const top = rowOf(table, best)
  const predicts = `K=${best} predicts held-out data best (${fixed(top.mean)} nats per step)`
  if (rule === 'maximum') return `Chosen: K=${chosen}. ${predicts}.`
  if (rule !== 'one-standard-error') {
    const also = best === chosen ? `; it also predicts held-out data best` : `; ${predicts}`
    return `Chosen: K=${chosen}. It has the lowest ${rule.toUpperCase()}${also}.`
  }
  if (best === chosen) {
    const simplest = table.every(({ freeParameters }) => freeParameters >= top.freeParameters)
    const others = simplest
      ? 'no model with fewer free parameters was searched'
      : 'no model with fewer free parameters comes within one standard error of it'
    return `Chosen: K=${chosen}. It predicts held-out data best (${fixed(top.mean)} nats per step), and ${others}.`
  }
  const row = rowOf(table, chosen)
  const gap = `${fixed(-row.difference!)} ± ${fixed(row.differenceStandardError!)} nats per step`
  return `Chosen: K=${chosen}. ${predicts}, but K=${chosen} does so within one standard error of the paired difference (${gap} behind) with fewer free parameters (${row.freeParameters} against ${top.freeParameters}).`
}

/** What each rule would take: `By rule: one-standard-error 3, maximum 4, …`. */
export function choicesLine({ choices }: CvResult): string {
  const shown = Object.entries(choices).map(([rule, states]) => {
    const name = rule.length === 3 ? rule.toUpperCase() : rule
    return `${name} ${states ?? 'none'}`
  })
  return `By rule: ${shown.join(', ')}.`
}

/** What a careful person would look at next. `widen` gives the command that searches up to a larger K. */
export function advice(result: CvResult, widen: (range: string) => string): Warning[] {
  return [...edgeOfRange(result, widen), ...disagreement(result)]
}

function edgeOfRange({ table, best, chosen }: CvResult, widen: (range: string) => string): Warning[] {
  const states = table.map((row) => row.states)
  const largest = Math.max(...states)
  if (states.length < 2 || (best !== largest && chosen !== largest)) return []
  const which = chosen === largest ? (best === largest ? 'best and the chosen' : 'chosen') : 'best'
  const command = widen(`${Math.min(...states)}:${2 * largest}`)
  const message = `the ${which} K (${largest}) is the largest searched, so more states may be better still; search further (finished fits are reused): ${command}`
  return [{ code: 'largest-k', message }]
}

/** BIC and ICL more than one state away from the choice: a sign of a family that does not fit, or of states that overlap. */
function disagreement({ choices, chosen, rule }: CvResult): Warning[] {
  const far = (['bic', 'icl'] as const).flatMap((other) => {
    const states = choices[other]
    return states === null || Math.abs(states - chosen) <= 1 ? [] : [{ name: other.toUpperCase(), states }]
  })
  if (far.length === 0) return []
  const said = far.map(({ name, states }) => `${name} takes ${states}`).join(' and ')
  const fewer = far.some(({ states }) => states < chosen)
  const why = fewer
    ? 'held-out data reward extra states also where they only make up for experts that do not fit (heavy tails, skewed or dependent columns, durations that are not geometric): try a richer family; BIC is strict where each state has many parameters, and ICL where states overlap'
    : 'there may be too little data to hold any out: more folds leave more of it for training'
  return [
    { code: 'rules-disagree', message: `the rules disagree: ${rule} takes K=${chosen}, ${said}; ${why}` },
  ]
}

function rowOf(table: readonly CvRow[], states: number): CvRow {
  return table.find((row) => row.states === states)!
}
