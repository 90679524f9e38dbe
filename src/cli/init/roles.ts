import { parseNumber } from '../../data/number.js'
import { namesOrder, namesSequence, namesState } from './names.js'
import { type ColumnProfile, present } from './profile.js'

/** Columns that are not modelled: what tells sequences apart, what orders them, what may name the states. */
export interface Roles {
  readonly sequence: string | undefined
  readonly order: string | undefined
  readonly states: string | undefined
  /** Number of sequences that the file then has. */
  readonly sequences: number
}

/** A fresh pass over the rows; each row has a cell for each column. */
export type Rows = () => AsyncIterable<readonly string[]>

/** Guesses roles from names, and proves them on the rows: an order must be unique within each sequence. */
export async function guessRoles(
  columns: readonly ColumnProfile[],
  rows: Rows,
  ownSequences: number | null,
): Promise<Roles> {
  const possible = ownSequences === null ? columns.filter(couldBeSequence) : []
  const candidates = [
    ...possible.filter(({ name }) => namesSequence(name)),
    ...possible.filter(({ name }) => !namesSequence(name)),
  ]
  const orders = columns.filter(couldBeOrder)
  const orderings = await tryOrders(columns, [null, ...candidates], orders, rows, ownSequences !== null)
  const ordering = orderings.needsSequence
    ? candidates.find(({ name }) => orderings.best(name, true) !== undefined)
    : undefined
  const sequence = ordering ?? candidates.find(({ name }) => namesSequence(name))
  const order = orderings.best(sequence?.name ?? null, false)
  const states = columns.find(
    (column) => column !== sequence && column.name !== order && namesState(column.name) && fewValues(column),
  )
  return {
    sequence: sequence?.name,
    order,
    states: states?.name,
    sequences: ownSequences ?? sequence?.values.size ?? 1,
  }
}

function couldBeSequence(column: ColumnProfile): boolean {
  const distinct = column.values.size
  const plain = column.numbers === column.integers && column.dates === 0
  return column.missing === 0 && !column.many && plain && distinct > 1 && distinct <= column.rows / 2
}

function couldBeOrder(column: ColumnProfile): boolean {
  if (column.missing > 0) return false
  return column.numbers === column.rows || column.isoDates === column.rows
}

function fewValues(column: ColumnProfile): boolean {
  return (
    column.values.size > 1 &&
    column.values.size <= 50 &&
    !column.many &&
    column.numbers === column.integers &&
    present(column) > 2 * column.values.size
  )
}

/** For each pair of sequence and order column: whether values rise within each sequence, and whether they are unique there. */
async function tryOrders(
  columns: readonly ColumnProfile[],
  sequences: readonly (ColumnProfile | null)[],
  orders: readonly ColumnProfile[],
  rows: Rows,
  ownSequences: boolean,
) {
  const position = (column: ColumnProfile) => columns.indexOf(column)
  const trials = sequences.flatMap((sequence) =>
    orders
      .filter((order) => order !== sequence)
      .map(
        (order) => new Trial(sequence, order, sequence === null ? -1 : position(sequence), position(order)),
      ),
  )
  if (trials.length > 0) for await (const row of rows()) for (const trial of trials) trial.add(row)
  const valid = (trial: Trial) =>
    trial.unique && (namesOrder(trial.order.name) || (trial.rising && isTime(trial.order)))
  return {
    /** Whether a column named like time repeats its values, so that the file must hold several sequences. */
    needsSequence:
      !ownSequences &&
      trials.some((trial) => trial.sequence === null && namesOrder(trial.order.name) && !trial.unique),
    best(sequence: string | null, mustBeNamed: boolean): string | undefined {
      const fit = trials.filter((trial) => (trial.sequence?.name ?? null) === sequence && valid(trial))
      const found = fit.find((trial) => namesOrder(trial.order.name)) ?? (mustBeNamed ? undefined : fit[0])
      return found?.order.name
    },
  }
}

/** Whole numbers or dates; a mere number of the row says no more than the order of the rows. */
function isTime(column: ColumnProfile): boolean {
  return !column.counter && (column.integers === column.rows || column.isoDates === column.rows)
}

class Trial {
  unique = true
  rising = true
  readonly #last = new Map<string, string | number>()
  readonly #seen = new Set<string>()

  constructor(
    readonly sequence: ColumnProfile | null,
    readonly order: ColumnProfile,
    readonly sequenceAt: number,
    readonly orderAt: number,
  ) {}

  add(row: readonly string[]): void {
    if (!this.unique) return
    const id = this.sequenceAt < 0 ? '' : row[this.sequenceAt]!
    const text = row[this.orderAt]!
    const value = this.order.numbers > 0 ? parseNumber(text) : text
    const before = this.#last.get(id)
    this.#last.set(id, value)
    if (before !== undefined && !(value > before)) this.rising = false
    const key = `${id}\u0000${value}`
    if (this.#seen.has(key)) this.unique = false
    this.#seen.add(key)
  }
}
