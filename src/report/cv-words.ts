import type { SelectionScore } from '../config/schema.js'
import type { Warning } from '../errors.js'
import type { CvResult, CvRow } from '../selection/index.js'
import { fixed, percent } from './format.js'

/** Below this mean adjusted Rand index the states of different folds are not the same states. */
export const leastAgreement = 0.7

/** A held-out figure with its unit: `-2.1234 nats per step`, `91.3 % right`. */
export function scoreWords(value: number, score: SelectionScore): string {
  if (score === 'accuracy') return `${percent(value)} right`
  if (score === 'macro-f1') return `macro-F1 ${fixed(value)}`
  if (score === 'log-loss') return `log-loss ${fixed(-value)}`
  return `${fixed(value)} nats per step`
}

/** Which candidate and why, in plain words. */
export function reason(result: CvResult): string {
  return `Chosen: ${choiceWords(result)}${doubts(result)}`
}

function choiceWords({ table, bestRow, chosenRow, rule, score }: CvResult): string {
  const top = table[bestRow]!
  const row = table[chosenRow]!
  const predicts = `${top.label} predicts held-out data best (${scoreWords(top.mean, score)})`
  if (rule === 'maximum') return `${row.label}. ${predicts}.`
  if (rule !== 'one-standard-error') {
    const also = row === top ? `; it also predicts held-out data best` : `; ${predicts}`
    return `${row.label}. It has the lowest ${rule.toUpperCase()}${also}.`
  }
  if (row === top) {
    const simplest = table.every((other) => sizeOf(other) >= sizeOf(top))
    const fewer = top.networks ? 'fewer states' : 'fewer free parameters'
    const others = simplest
      ? `no model with ${fewer} was searched`
      : `no model with ${fewer} comes within one standard error of it`
    return `${row.label}. It predicts held-out data best (${scoreWords(top.mean, score)}), and ${others}.`
  }
  const gap = `${fixed(-row.difference!)} ± ${fixed(row.differenceStandardError!)}${score === 'log-likelihood' ? ' nats per step' : ''}`
  const what = row.networks ? 'states' : 'free parameters'
  const fewer =
    sizeOf(row) === sizeOf(top)
      ? `as many ${what} (${sizeOf(row)})`
      : `fewer ${what} (${sizeOf(row)} against ${sizeOf(top)})`
  return `${row.label}. ${predicts}, but ${row.label} does so within one standard error of the paired difference (${gap} behind) with ${fewer}.`
}

/** What rules order candidates by. */
function sizeOf({ networks, states, freeParameters }: CvRow): number {
  return networks ? states : freeParameters
}

/** What is not to be trusted about the chosen states, as a last sentence. */
function doubts({ table, chosenRow }: CvResult): string {
  const row = table[chosenRow]!
  const found = [
    unstable(row)
      ? `its states do not come back from fold to fold (agreement ${fixed(row.agreement!, 2)})`
      : '',
    lonely(row) ? `only one of its ${row.restarts.total} restarts reached the best optimum` : '',
  ].filter((text) => text !== '')
  return found.length === 0 ? '' : ` But take its states with care: ${found.join(', and ')}.`
}

/** The states of different folds label the data differently. */
export function unstable({ agreement }: CvRow): boolean {
  return agreement !== null && agreement < leastAgreement
}

/** Of several restarts a single one reached the best optimum: there may be better ones. */
export function lonely({ states, restarts }: CvRow): boolean {
  return states > 1 && restarts.total > 1 && restarts.atBest < 2
}

/** What each rule would take: `By rule: one-standard-error K=3, maximum K=4, …`. */
export function choicesLine({ choices, table }: CvResult): string {
  const shown = Object.entries(choices).map(([rule, choice]) => {
    const name = rule.length === 3 ? rule.toUpperCase() : rule
    return `${name} ${choice === null ? 'none' : table[choice.row]!.label}`
  })
  return `By rule: ${shown.join('; ')}.`
}

/** Commands that advice offers, each made by who knows how the search was asked for. */
export interface CvCommands {
  /** The same search over another range of K. */
  widen(range: string): string
  /** The same search with one more `--grid`. */
  addGrid(grid: string): string
  /** A new search with one more `--set`. */
  set(setting: string): string
  /** The same search with so many restarts. */
  restarts(number: number): string
}

/** What a careful person would look at next. `richer`: a grid of experts that could fit better, where there is one. */
export function advice(result: CvResult, richer: string | null, commands: CvCommands): Warning[] {
  return [
    ...cures(result, commands),
    ...edgeOfRange(result, commands),
    ...disagreement(result, richer, commands),
    ...mistrust(result, commands),
  ]
}

/** A candidate that rules held-out data out cannot be chosen; a prior makes it one that can. */
function cures({ table }: CvResult, { set }: CvCommands): Warning[] {
  const found = table.find(({ cure }) => cure !== null)
  if (found === undefined) return []
  const message = `${found.label} scores -inf on held-out data; with a prior it can be compared: ${set(found.cure!)}`
  return [{ code: 'prior-cures', message }]
}

function edgeOfRange({ table, best, chosen }: CvResult, { widen }: CvCommands): Warning[] {
  const states = table.map((row) => row.states)
  const largest = Math.max(...states)
  if (new Set(states).size < 2 || (best !== largest && chosen !== largest)) return []
  const which = chosen === largest ? (best === largest ? 'best and the chosen' : 'chosen') : 'best'
  const command = widen(`${Math.min(...states)}:${2 * largest}`)
  const message = `the ${which} K (${largest}) is the largest searched, so more states may be better still; search further (finished fits are reused): ${command}`
  return [{ code: 'largest-k', message }]
}

/** BIC and ICL more than one state away from the choice: a sign of a family that does not fit, or of states that overlap. */
function disagreement(
  { choices, chosen, chosenRow, table, rule }: CvResult,
  richer: string | null,
  { addGrid }: CvCommands,
): Warning[] {
  const far = (['bic', 'icl'] as const).flatMap((other) => {
    const choice = choices[other]
    return choice === null || Math.abs(choice.states - chosen) <= 1
      ? []
      : [{ name: other.toUpperCase(), ...choice }]
  })
  if (far.length === 0) return []
  const said = far.map(({ name, row }) => `${name} takes ${table[row]!.label}`).join(' and ')
  const fewer = far.some(({ states }) => states < chosen)
  const remedy = richer === null ? 'try a richer family' : `try a richer expert: ${addGrid(richer)}`
  const why = fewer
    ? `held-out data reward extra states also where they only make up for experts that do not fit (heavy tails, skewed or dependent columns) or for durations that are not geometric: ${remedy}; BIC is strict where each state has many parameters, and ICL takes too few where states overlap`
    : 'there may be too little data to hold any out: more folds leave more of it for training'
  const message = `the rules disagree: ${rule} takes ${table[chosenRow]!.label}, ${said}; ${why}`
  return [{ code: 'rules-disagree', message }]
}

function mistrust({ table, chosenRow }: CvResult, { restarts }: CvCommands): Warning[] {
  const row = table[chosenRow]!
  const warnings: Warning[] = []
  if (unstable(row)) {
    const message = `the states of ${row.label} do not come back: models of different folds label the data differently (mean adjusted Rand index ${fixed(row.agreement!, 2)}, below ${leastAgreement}); read them as a description of the density, not as things that exist, or take fewer`
    warnings.push({ code: 'states-not-reproducible', message })
  }
  if (lonely(row)) {
    const message = `only one of ${row.restarts.total} restarts of ${row.label} reached the best optimum, so there may be a better one; try more: ${restarts(4 * row.restarts.total)}`
    warnings.push({ code: 'single-optimum', message })
  }
  return warnings
}
