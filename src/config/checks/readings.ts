import type { InputConfig, SymbolsInput } from '../network-inputs.js'
import type { Path } from '../paths.js'
import type { Complaint } from '../problems.js'

/** Keys of `{ symbols: … }` that do not go together. */
export function checkReadings(inputs: readonly InputConfig[], at: Path): Complaint[] {
  return inputs.flatMap((input, i): Complaint[] =>
    typeof input === 'object' && 'symbols' in input ? checkReading(input, [...at, i]) : [],
  )
}

function checkReading({ part, length, embedding, drop }: SymbolsInput, at: Path): Complaint[] {
  const complaints: Complaint[] = []
  const sized = part === 'prefix' || part === 'suffix'
  if (sized && length === undefined)
    complaints.push({
      path: at,
      message: `part: ${part} needs its length in letters; write length: 3, for example`,
    })
  if (!sized && length !== undefined)
    complaints.push({
      path: [...at, 'length'],
      atKey: true,
      message:
        part === 'shape'
          ? 'a shape has no length; take length away'
          : 'a whole word has no length; write part: prefix or part: suffix beside it, or embedding for the length of its vector',
    })
  if (drop !== undefined && embedding === undefined)
    complaints.push({
      path: [...at, 'drop'],
      atKey: true,
      message: 'drop trains the vector of unknown symbols; write embedding beside it, or take drop away',
    })
  return complaints
}
