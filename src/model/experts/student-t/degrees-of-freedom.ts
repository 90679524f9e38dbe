import { degreesOfFreedomRange } from '../../../config/experts.js'
import { short } from '../format.js'

const { smallest, largest } = degreesOfFreedomRange

/** For people: at the upper end the law is a normal law. */
export function describeTails(nu: number): string {
  if (nu >= largest * (1 - 1e-9)) return `${short(largest)} (normal)`
  return short(nu)
}

/** Why the degrees of freedom cannot be; null where they can. */
export function tailsProblem(values: Float64Array | undefined): { message: string; hint: string } | null {
  const bad = values?.find((nu) => !(nu >= smallest && nu <= largest))
  if (bad === undefined) return null
  return {
    message: `start.degreesOfFreedom: expected numbers from ${smallest} to ${largest}, got ${bad}`,
    hint: `${largest} is a normal law in all but name, 1 the Cauchy law`,
  }
}
