import { logFactorial } from './log-factorial.js'

/**
 * P(X ≤ count) for X ~ Poisson(rate). Sums the shorter tail outwards from `count`, where the terms fall geometrically:
 * below the rate p(n − 1) = p(n)·n/rate, above it p(n + 1) = p(n)·rate/(n + 1).
 */
export function poissonCdf(count: number, rate: number): number {
  const n = Math.floor(count)
  if (n < 0) return 0
  if (rate === 0 || n === Number.POSITIVE_INFINITY) return 1
  return n < rate ? lowerTail(n, rate) : 1 - upperTail(n + 1, rate)
}

function lowerTail(n: number, rate: number): number {
  let term = 1
  let sum = 1
  for (let i = n; i > 0 && term > 1e-18 * sum; i--) {
    term *= i / rate
    sum += term
  }
  return sum * pointProbability(n, rate)
}

function upperTail(n: number, rate: number): number {
  let term = 1
  let sum = 1
  for (let i = n + 1; term > 1e-18 * sum; i++) {
    term *= rate / i
    sum += term
  }
  return sum * pointProbability(n, rate)
}

function pointProbability(n: number, rate: number): number {
  return Math.exp(n * Math.log(rate) - rate - logFactorial(n))
}
