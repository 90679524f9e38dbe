import type { Dataset } from '../data/dataset.js'
import { shared, sharedFloat64, sharedInt32 } from '../data/shared-arrays.js'
import { DataError, type Warning } from '../errors.js'
import { numberColumn, textColumn } from './dataset-columns.js'
import { encodeSpelling } from './encode-spelling.js'
import type { Encoded, EncodedGroup, EncodingPlan, GroupPlan, SymbolPlan } from './encoded.js'
import { MISSING } from './encoded.js'
import { readSymbol } from './read-symbol.js'

export interface Encoding {
  readonly encoded: Encoded
  readonly warnings: readonly Warning[]
}

/** Applies a plan to data: the training data themselves, a held-out part, or another file. */
export function encode(data: Dataset, plan: EncodingPlan): Encoding {
  const warnings: Warning[] = []
  const groups = plan.groups.map((group) => encodeGroup(data, group, warnings))
  const gate = plan.gate?.map((group) => encodeGroup(data, group, warnings))
  const { sequenceIds, offsets, source, lines } = data
  const labels = plan.labels === null ? null : encodeLabels(data, plan.labels, warnings)
  const encoded = { sequenceIds, offsets, groups, ...(gate && { gate }), labels, source, lines }
  return { encoded, warnings }
}

function encodeGroup(data: Dataset, plan: GroupPlan, warnings: Warning[]): EncodedGroup {
  const own: EncodedGroup =
    plan.kind === 'symbols'
      ? encodeSymbols(data, plan, warnings)
      : { kind: 'numbers', dimension: plan.columns.length, values: interleave(data, plan.columns) }
  return plan.inputs === undefined
    ? own
    : { ...own, inputs: plan.inputs.map((input) => encodeGroup(data, input, warnings)) }
}

function interleave(data: Dataset, columns: readonly string[]): Float64Array {
  const first = numberColumn(data, columns[0]!).values
  if (columns.length === 1) return shared(first)
  const values = sharedFloat64(first.length * columns.length)
  for (const [d, name] of columns.entries()) {
    const column = numberColumn(data, name).values
    for (let i = 0; i < column.length; i++) values[i * columns.length + d] = column[i]!
  }
  return values
}

function encodeSymbols(data: Dataset, plan: SymbolPlan, warnings: Warning[]): EncodedGroup {
  const name = plan.columns[0]
  const column = textColumn(data, name)
  const { reading } = plan
  if (reading?.vectors?.kind === 'letters') return encodeSpelling(column, plan, reading)
  const position = new Map(plan.symbols.map((symbol, code) => [symbol, code]))
  const unknownCode = plan.unknown === 'missing' ? MISSING : plan.symbols.length
  const symbolOf = (text: string) => (reading === undefined ? text : readSymbol(text, reading))
  const translate = Int32Array.from(column.symbols, (text) => position.get(symbolOf(text)) ?? unknownCode)
  const codes = sharedInt32(column.codes.length)
  let unknown = 0
  let example = -1
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i]!
    codes[i] = code < 0 ? MISSING : translate[code]!
    if (code >= 0 && translate[code] === unknownCode) {
      unknown++
      if (example < 0) example = i
    }
  }
  // Words seen once in training are unknown too, and have a vector: nothing to warn of.
  if (unknown > 0 && plan.unknown !== 'shared')
    reportUnknown(data, plan, column.symbols[column.codes[example]!]!, example, unknown, warnings)
  return { kind: 'symbols', symbols: plan.symbols.length, codes }
}

function reportUnknown(
  data: Dataset,
  plan: SymbolPlan,
  symbol: string,
  step: number,
  count: number,
  warnings: Warning[],
): void {
  const place = `${data.source}:${data.lines[step]}, column "${plan.columns[0]}"`
  if (plan.unknown === 'error') {
    throw new DataError(
      'unknown-symbol',
      `${place}: the symbol ${JSON.stringify(symbol)} was never seen in training`,
      {
        hint: 'mend the cell, or train with unknown: missing or unknown: hapax on this expert',
      },
    )
  }
  const one = count === 1
  const fate = {
    impossible: `${one ? 'has' : 'have'} probability 0 (a prior does not help symbols outside the vocabulary; unknown: hapax does)`,
    missing: `${one ? 'counts' : 'count'} as missing`,
    hapax: one ? 'counts as a symbol seen once' : 'count as symbols seen once',
    shared: `${one ? 'takes' : 'take'} the vector of unknown symbols`,
    zeros: `${one ? 'is' : 'are'} to the network like none of the known symbols`,
  }[plan.unknown]
  const cells = `${count} ${one ? 'cell' : 'cells'} of column "${plan.columns[0]}"`
  const first = `first ${JSON.stringify(symbol)} at ${data.source}:${data.lines[step]}`
  warnings.push({
    code: 'unknown-symbols',
    message: `${cells} ${one ? 'holds a symbol' : 'hold symbols'} never seen in training and ${fate}; ${first}`,
  })
}

/** A z column that the data lack leaves every state free. */
function encodeLabels(data: Dataset, labels: readonly string[], warnings: Warning[]): Int32Array | null {
  if (data.roles.z === undefined) return null
  const column = textColumn(data, data.roles.z)
  const position = new Map(labels.map((label, k) => [label, k]))
  const translate = Int32Array.from(column.symbols, (symbol) => position.get(symbol) ?? -1)
  let strangers = 0
  const codes = sharedInt32(column.codes.length)
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i]!
    codes[i] = code < 0 ? -1 : translate[code]!
    if (code >= 0 && codes[i] === -1) strangers++
  }
  if (strangers > 0) {
    warnings.push({
      code: 'unknown-labels',
      message: `${strangers} label${strangers === 1 ? '' : 's'} in column "${data.roles.z}" name no state of the model; these steps count as unlabelled`,
    })
  }
  return codes
}
