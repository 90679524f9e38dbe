import { sharedFloat64, sharedInt32, sharedLike, sharedUint32 } from './shared-arrays.js'

type Numbers = Float64Array | Int32Array | Uint32Array

/** A typed array on shared memory that grows by doubling. Memory that was not written to yet costs nothing on most systems. */
abstract class List<A extends Numbers> {
  protected array: A
  protected used = 0
  /** @param expected number of values, where it is known about; more may come */
  constructor(allocate: (length: number) => A, expected: number) {
    this.array = allocate(expected)
  }

  push(value: number): void {
    if (this.used === this.array.length) this.grow()
    this.array[this.used++] = value
  }

  protected grow(): void {
    const larger = sharedLike(this.array, 2 * this.used + 1024)
    larger.set(this.array)
    this.array = larger
  }

  get length(): number {
    return this.used
  }

  /** The values; the list is used up by it. A large array is handed out as it is, at the beginning of its memory. */
  finish(): A {
    const values = this.array.subarray(0, this.used) as A
    if (this.used >= largeEnough && this.array.length <= 2 * this.used + 1024) return values
    const exact = sharedLike(this.array, this.used)
    exact.set(values)
    return exact
  }
}

// Below this many values a copy costs less than the memory left over.
const largeEnough = 1 << 16

export class Float64List extends List<Float64Array> {
  constructor(expected = 1024) {
    super(sharedFloat64, expected)
  }
}

export class Int32List extends List<Int32Array> {
  constructor(expected = 1024) {
    super(sharedInt32, expected)
  }
}

export class Uint32List extends List<Uint32Array> {
  constructor(expected = 1024) {
    super(sharedUint32, expected)
  }
}
