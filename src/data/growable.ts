/** A Float64Array that grows by doubling. */
export class Float64List {
  #array = new Float64Array(1024)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#array.length) {
      const larger = new Float64Array(2 * this.#length)
      larger.set(this.#array)
      this.#array = larger
    }
    this.#array[this.#length++] = value
  }

  get length(): number {
    return this.#length
  }

  finish(): Float64Array {
    return this.#array.slice(0, this.#length)
  }
}

/** An Int32Array that grows by doubling. */
export class Int32List {
  #array = new Int32Array(1024)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#array.length) {
      const larger = new Int32Array(2 * this.#length)
      larger.set(this.#array)
      this.#array = larger
    }
    this.#array[this.#length++] = value
  }

  get length(): number {
    return this.#length
  }

  finish(): Int32Array {
    return this.#array.slice(0, this.#length)
  }
}
