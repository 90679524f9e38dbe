/**
 * Codes of cells by their bytes: a cell that was seen before costs one pass over its bytes and no string. The codes
 * themselves come from `codeOf`, which is asked once for each different cell (again and again past `most` of them).
 */
export class SymbolTable {
  /** Entry + 1 by hash, 0 where free. */
  #slots = new Int32Array(256)
  #ends: number[] = [0]
  #codes: number[] = []
  /** The cells that were seen, one after the other: entry e is pool[ends[e] … ends[e + 1]). */
  #pool = Buffer.alloc(4096)
  #last = -1

  constructor(readonly codeOf: (text: string) => number) {}

  /** The code of the cell bytes[from … to). */
  code(bytes: Buffer, from: number, to: number): number {
    if (this.#last >= 0 && this.#equals(this.#last, bytes, from, to)) return this.#codes[this.#last]!
    const mask = this.#slots.length - 1
    let slot = hash(bytes, from, to) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1
      if (!this.#equals(entry, bytes, from, to)) continue
      this.#last = entry
      return this.#codes[entry]!
    }
    const code = this.codeOf(bytes.toString('utf8', from, to))
    if (this.#codes.length < most && to - from <= longest) this.#add(slot, bytes, from, to, code)
    return code
  }

  #equals(entry: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.#ends[entry]!
    if (this.#ends[entry + 1]! - start !== to - from) return false
    for (let i = from, j = start; i < to; i++, j++) if (bytes[i] !== this.#pool[j]) return false
    return true
  }

  #add(slot: number, bytes: Buffer, from: number, to: number, code: number): void {
    const start = this.#ends.at(-1)!
    const end = start + to - from
    if (end > this.#pool.length) {
      const larger = Buffer.alloc(2 * end)
      larger.set(this.#pool)
      this.#pool = larger
    }
    bytes.copy(this.#pool, start, from, to)
    this.#ends.push(end)
    this.#last = this.#codes.push(code) - 1
    this.#slots[slot] = this.#last + 1
    if (2 * this.#codes.length > this.#slots.length) this.#rehash()
  }

  #rehash(): void {
    const slots = new Int32Array(4 * this.#slots.length)
    const mask = slots.length - 1
    for (let entry = 0; entry < this.#codes.length; entry++) {
      let slot = hash(this.#pool, this.#ends[entry]!, this.#ends[entry + 1]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry + 1
    }
    this.#slots = slots
  }
}

const most = 1 << 16
const longest = 256

/** FNV-1a, its upper bits folded in. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5
  for (let i = from; i < to; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193)
  return value ^ (value >>> 15)
}
