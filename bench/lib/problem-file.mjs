import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a problem for programs in other languages, little-endian and without headers: x.bin (float64 [N][D], or int32
 * codes [N]) and parameters.bin (float64: initial, transition, then mean and variance, or probabilities).
 * Gives the arguments that tell a program where and how large they are: folder kind states width sequences steps.
 */
export function writeProblem(problem, folder) {
  const { kind, states, width, sequences, steps, x, parameters } = problem
  writeFileSync(join(folder, 'x.bin'), bytes(x))
  writeFileSync(join(folder, 'parameters.bin'), Buffer.concat(Object.values(parameters).map(bytes)))
  return [folder, kind, ...[states, width, sequences, steps].map(String)]
}

function bytes(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
