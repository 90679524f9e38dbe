import { sharedCopy, sharedFloat64, sharedInt32, sharedLike, sharedUint32 } from './shared-arrays.js'

type Numbers = Float64Array | Int32Array | Uint32Array

/** A typed array on shared memory that grows by doubling. Memory that was not written to yet costs nothing on most systems. */
abstract class List<A extends Numbers> {
  protected array: A
  protected used = 0
  constructor(allocate: (length: number) => A) {
    this.array = allocate(1024)
  }

  push(value: number): void {
    if (this.used === this.array.length) this.reserve(2 * this.used + 1024)
    this.array[this.used++] = value
  }

  /** Makes room for so many values in all. */
  reserve(length: number): void {
    if (length <= this.array.length) return
    const larger = sharedLike(this.array, length)
    larger.set(this.array.subarray(0, this.used))
    this.array = larger
  }

  get length(): number {
    return this.used
  }

  /** The values; the list is used up by it. A large array is handed out as it is, at the beginning of its memory. */
  finish(): A {
    const values = this.array.subarray(0, this.used) as A
    if (this.used >= largeEnough && this.array.length <= 2 * this.used + 1024) return values
    return sharedCopy(values)
  }
}

// Below this many values a copy costs less than the memory left over.
const largeEnough = 1 << 16

export class Float64List extends List<Float64Array> {
  constructor() {
    super(sharedFloat64)
  }
}

export class Int32List extends List<Int32Array> {
  constructor() {
    super(sharedInt32)
  }
}

export class Uint32List extends List<Uint32Array> {
  constructor() {
    super(sharedUint32)
  }
}
