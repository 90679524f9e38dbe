/**
 * Reads plain decimal numbers (sign, digits with a point, exponent) from bytes, exactly as `Number` reads their text.
 *
 * Up to 15 digits and a power of ten up to 10^22 need one correctly rounded operation (Clinger 1990, "How to read
 * floating point numbers accurately"). Up to 19 digits are divided in twice the precision, and the result stands where
 * no number within the error bound rounds to another (Ziv 1991).
 */
export class DecimalReader {
  /** The first byte that belongs no more to the last number read. */
  end = 0

  /** The number that begins at `from`; NaN where there is none, or where `Number` has to read it. */
  read(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    const sign = at < to ? bytes[at]! : 0
    if (sign === 45 || sign === 43) at++
    const first = at
    let value = 0
    for (; at < to; at++) {
      const digit = (bytes[at]! - 48) >>> 0
      if (digit > 9) break
      value = 10 * value + digit
    }
    const whole = at - first
    let decimals = 0
    let low = 0
    let lowDigits = 0
    if (at < to && bytes[at] === 46) {
      const start = ++at
      // So many digits that `value` is exact.
      let stop = Math.min(to, start + 15 - (value === 0 ? 0 : whole))
      for (; at < stop; at++) {
        const digit = (bytes[at]! - 48) >>> 0
        if (digit > 9) break
        value = 10 * value + digit
      }
      if (at === stop) {
        stop = Math.min(to, at + 4)
        for (; at < stop; at++) {
          const digit = (bytes[at]! - 48) >>> 0
          if (digit > 9) break
          low = 10 * low + digit
          lowDigits++
        }
      }
      decimals = at - start
    }
    this.end = at
    if (whole + decimals === 0 || whole > 15) return Number.NaN
    let exponent = -decimals
    if (at < to && (bytes[at]! | 32) === 101) exponent += this.#exponent(bytes, at + 1, to)
    const result = lowDigits === 0 ? scaled(value, exponent) : longScaled(value, low, lowDigits, exponent)
    return sign === 45 ? -result : result
  }

  #exponent(bytes: Uint8Array, from: number, to: number): number {
    const sign = from < to ? bytes[from]! : 0
    const first = sign === 45 || sign === 43 ? from + 1 : from
    let exponent = 0
    let at = first
    for (; at < to; at++) {
      const digit = (bytes[at]! - 48) >>> 0
      if (digit > 9) break
      exponent = 10 * exponent + digit
    }
    this.end = at
    if (at === first) return Number.NaN
    return sign === 45 ? -exponent : exponent
  }
}

/** 10^0 … 10^22, which are exact. */
const powers = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`))
const inverses = powers.map((power) => 1 / power)
const powersHigh = powers.map(upperHalf)
const powersLow = powers.map((power, k) => power - powersHigh[k]!)

/** The upper 26 bits of a number (Veltkamp). */
function upperHalf(a: number): number {
  const scaled = (2 ** 27 + 1) * a
  return scaled - (scaled - a)
}

/** digits · 10^exponent for a whole number below 2^53: one rounding. */
function scaled(digits: number, exponent: number): number {
  if (exponent === 0) return digits
  if (exponent < 0) return exponent < -22 ? Number.NaN : digits / powers[-exponent]!
  return !(exponent <= 22) ? Number.NaN : digits * powers[exponent]!
}

// High by 2^-98 relative, where the operations below are out by 2^-102 at most.
const margin = 2 ** -98

/** (high · 10^lowDigits + low) · 10^exponent for whole numbers; NaN where the rounding is in doubt. */
function longScaled(high: number, low: number, lowDigits: number, exponent: number): number {
  if (!(exponent <= 0 && exponent >= -22)) return Number.NaN
  const product = high * powers[lowDigits]!
  const correction = productError(high, lowDigits, product) + low
  const digits = product + correction
  const rest = correction - (digits - product)
  const power = powers[-exponent]!
  const quotient = digits / power
  const back = quotient * power
  let error = (digits - back - productError(quotient, -exponent, back) + rest) * inverses[-exponent]!
  const rounded = quotient + error
  error -= rounded - quotient
  const doubt = rounded * margin
  return rounded + (error + doubt) === rounded && rounded + (error - doubt) === rounded ? rounded : Number.NaN
}

/** a · 10^k − product where `product` is a · 10^k rounded (Dekker 1971). */
function productError(a: number, k: number, product: number): number {
  const highA = upperHalf(a)
  const lowA = a - highA
  const highPower = powersHigh[k]!
  const lowPower = powersLow[k]!
  return lowA * lowPower - (product - highA * highPower - lowA * highPower - highA * lowPower)
}
