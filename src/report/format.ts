/** A number with so many significant digits, plain where that is readable: `1234`, `0.0513`, `-inf`, `1.2e-9`. */
export function significant(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '-'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return '0'
  const magnitude = Math.abs(value)
  if (magnitude < 1e-4 || magnitude >= 1e15) return trim(value.toExponential(digits - 1))
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)))
  return trim(value.toFixed(Math.min(decimals, 20)))
}

/** A number with so many decimals: columns of them line up. */
export function fixed(value: number, decimals = 4): string {
  if (Number.isNaN(value)) return '-'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return value.toFixed(decimals)
}

/** A whole number with its thousands apart: `1,234,567`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `12.3 %` */
export function percent(share: number, decimals = 1): string {
  return Number.isNaN(share) ? '-' : `${(100 * share).toFixed(decimals)} %`
}

/** `1 step`, `3 steps` */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

/** Takes trailing zeros of a decimal fraction away. */
function trim(text: string): string {
  const [mantissa, exponent] = text.split('e')
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!
  return exponent === undefined ? short : `${short}e${exponent.replace('+', '')}`
}
