import { backward, collectConstant, collectIndependent, sumDensities } from './backward'
import { bestScores, followBack } from './best-path'
import { densities, logDensities } from './emissions'
import { forward, independent } from './forward'
import { Across, Within } from './layout'
import { Segment } from './segment'

/** Every routine, for both layouts. */

export function densitiesAcross(segment: usize): void {
  densities<Across>(changetype<Segment>(segment))
}

export function densitiesWithin(segment: usize): void {
  densities<Within>(changetype<Segment>(segment))
}

export function logDensitiesAcross(segment: usize): void {
  logDensities<Across>(changetype<Segment>(segment))
}

export function logDensitiesWithin(segment: usize): void {
  logDensities<Within>(changetype<Segment>(segment))
}

export function forwardAcross(segment: usize): void {
  forward<Across>(changetype<Segment>(segment))
}

export function forwardWithin(segment: usize): void {
  forward<Within>(changetype<Segment>(segment))
}

export function independentAcross(segment: usize): void {
  independent<Across>(changetype<Segment>(segment))
}

export function independentWithin(segment: usize): void {
  independent<Within>(changetype<Segment>(segment))
}

export function backwardAcross(segment: usize, checked: bool): void {
  backward<Across>(changetype<Segment>(segment), checked)
}

export function backwardWithin(segment: usize, checked: bool): void {
  backward<Within>(changetype<Segment>(segment), checked)
}

export function collectIndependentAcross(segment: usize): void {
  collectIndependent<Across>(changetype<Segment>(segment))
}

export function collectIndependentWithin(segment: usize): void {
  collectIndependent<Within>(changetype<Segment>(segment))
}

export function collectConstantAcross(segment: usize): void {
  collectConstant<Across>(changetype<Segment>(segment))
}

export function collectConstantWithin(segment: usize): void {
  collectConstant<Within>(changetype<Segment>(segment))
}

export function sumDensitiesAcross(segment: usize): void {
  sumDensities<Across>(changetype<Segment>(segment))
}

export function sumDensitiesWithin(segment: usize): void {
  sumDensities<Within>(changetype<Segment>(segment))
}

export function bestScoresAcross(segment: usize): void {
  bestScores<Across>(changetype<Segment>(segment))
}

export function bestScoresWithin(segment: usize): void {
  bestScores<Within>(changetype<Segment>(segment))
}

export function followBackAcross(segment: usize, states: usize, scores: usize, path: usize): void {
  followBack<Across>(changetype<Segment>(segment), states, scores, path)
}

export function followBackWithin(segment: usize, states: usize, scores: usize, path: usize): void {
  followBack<Within>(changetype<Segment>(segment), states, scores, path)
}

/** First byte of memory that is not used by the compiled code. */
export function heapBase(): usize {
  return __heap_base
}
