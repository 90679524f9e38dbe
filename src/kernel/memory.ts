import { DsmError } from '../errors.js'

const PAGE = 65536
/** Room is left below 4 GiB for what the compiler puts there. */
const MOST_PAGES = 65536 - 16

/**
 * A stack of arrays in WebAssembly memory: `allocate` moves the top up, `release` moves it back to a mark.
 * Addresses are bytes and multiples of 64. Views change when memory grows: take them after the last `allocate`.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory
  f64: Float64Array
  i32: Int32Array
  #top: number

  /** `base` is the first byte that the compiled code does not use. */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.memory = memory
    this.#top = align(base)
    this.f64 = new Float64Array(memory.buffer)
    this.i32 = new Int32Array(memory.buffer)
  }

  get mark(): number {
    return this.#top
  }

  release(mark: number): void {
    this.#top = mark
  }

  /** Address of `bytes` bytes; their content is whatever was there. */
  allocate(bytes: number): number {
    const address = this.#top
    this.#top = align(address + bytes)
    const missing = this.#top - this.memory.buffer.byteLength
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE))
    return address
  }

  /** Address of `bytes` bytes of zeros. */
  allocateZeros(bytes: number): number {
    const address = this.allocate(bytes)
    this.f64.fill(0, address / 8, Math.ceil((address + bytes) / 8))
    return address
  }

  #grow(pages: number): void {
    const now = this.memory.buffer.byteLength / PAGE
    // Growing moves memory: by a half more than needed, so that it happens seldom.
    const generous = Math.min(Math.max(pages, now >> 1), MOST_PAGES - now)
    if (now + pages > MOST_PAGES) {
      throw new DsmError('kernel-memory', 'the working arrays of the compiled code need more than 4 GiB', {
        hint: 'give --kernel reference, fewer states, or shorter sequences',
      })
    }
    this.memory.grow(generous)
    this.f64 = new Float64Array(this.memory.buffer)
    this.i32 = new Int32Array(this.memory.buffer)
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}
