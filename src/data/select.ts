import type { Column, Dataset } from './dataset.js'
import { sharedFloat64, sharedInt32, sharedUint32 } from './shared-arrays.js'

/** The given sequences (by number, in the order given) as a data set of their own, with the symbols that they hold. */
export function selectSequences(dataset: Dataset, sequences: readonly number[]): Dataset {
  const offsets = sharedUint32(sequences.length + 1)
  sequences.forEach((s, i) => {
    offsets[i + 1] = offsets[i]! + dataset.offsets[s + 1]! - dataset.offsets[s]!
  })
  const take = <A extends Float64Array | Int32Array | Uint32Array>(from: A, into: A): A => {
    sequences.forEach((s, i) => {
      into.set(from.subarray(dataset.offsets[s]!, dataset.offsets[s + 1]!), offsets[i]!)
    })
    return into
  }
  const steps = offsets[sequences.length]!
  const column = (whole: Column): Column =>
    whole.kind === 'number'
      ? { kind: 'number', values: take(whole.values, sharedFloat64(steps)) }
      : recoded(take(whole.codes, sharedInt32(steps)), whole.symbols)
  return {
    ...dataset,
    sequenceIds: sequences.map((s) => dataset.sequenceIds[s]!),
    offsets,
    columns: new Map([...dataset.columns].map(([name, whole]) => [name, column(whole)])),
    lines: take(dataset.lines, sharedUint32(steps)),
    rows: take(dataset.rows, sharedUint32(steps)),
  }
}

/** Codes anew in order of first appearance, so that no symbol of the sequences left out is known. */
function recoded(codes: Int32Array, symbols: readonly string[]): Column {
  const newCode = new Int32Array(symbols.length).fill(-1)
  const kept: string[] = []
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code < 0) continue
    if (newCode[code]! < 0) newCode[code] = kept.push(symbols[code]!) - 1
    codes[i] = newCode[code]!
  }
  return { kind: 'text', codes, symbols: kept }
}
