/**
 * Arrays that worker threads can read without a copy: on a SharedArrayBuffer where the runtime has one (a browser has
 * it only on isolated pages), else on a buffer of their own. All zero at first.
 */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(sharedBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

export function sharedInt32(length: number): Int32Array {
  return new Int32Array(sharedBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}

export function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(sharedBuffer(length * Uint32Array.BYTES_PER_ELEMENT))
}

/** A copy on shared memory; the array itself where it stands there already. */
export function shared<A extends Float64Array | Int32Array | Uint32Array>(values: A): A {
  if (typeof SharedArrayBuffer === 'undefined' || values.buffer instanceof SharedArrayBuffer) return values
  return sharedCopy(values)
}

/** A copy on shared memory. */
export function sharedCopy<A extends Float64Array | Int32Array | Uint32Array>(values: A): A {
  const copy = sharedLike(values, values.length)
  copy.set(values)
  return copy
}

/** An array of the same kind on shared memory. */
export function sharedLike<A extends Float64Array | Int32Array | Uint32Array>(model: A, length: number): A {
  const array =
    model instanceof Float64Array
      ? sharedFloat64(length)
      : model instanceof Int32Array
        ? sharedInt32(length)
        : sharedUint32(length)
  return array as A
}

function sharedBuffer(bytes: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes)
}
