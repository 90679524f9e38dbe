import { fma, isAcross, observation, observationAgain, observationStep } from './layout'
import { Expert, Segment } from './segment'

/** Adds the expected statistics of `count` steps from step `from` of the segment, whose posteriors stand in `posterior`. */
@inline
export function collect<L>(s: Segment, from: i32, count: i32): void {
  addVisits(s, count)
  for (let i = 0; i < s.expertCount; i++) {
    const e = changetype<Expert>(s.experts + <usize>i * offsetof<Expert>())
    if (e.statistics == 0) continue
    if (e.kind <= 1) addMoments<L>(s, e, from, count)
    else if (e.kind == 2) addProducts<L>(s, e, from, count)
    else if (e.kind == 3 || e.kind == 5) addCounts<L>(s, e, from, count)
    else keepPosterior(s, e, from, count)
  }
}

@inline
function addVisits(s: Segment, count: i32): void {
  const bytes = <usize>s.pairs * 32
  for (let p: usize = 0; p < bytes; p += 32) {
    let w0 = v128.load(s.visits + p)
    let w1 = v128.load(s.visits + p, 16)
    let g = s.posterior + p
    for (let u = 0; u < count; u++, g += s.stride) {
      w0 = f64x2.add(w0, v128.load(g))
      w1 = f64x2.add(w1, v128.load(g, 16))
    }
    v128.store(s.visits + p, w0)
    v128.store(s.visits + p, w1, 16)
  }
}

/** For each column rows Σ γ (only where cells are missing), Σ γ·x, Σ γ·x². */
@inline
function addMoments<L>(s: Segment, e: Expert, from: i32, count: i32): void {
  const bytes = <usize>s.pairs * 32
  const cell = observationStep<L>()
  const width = <usize>e.columns * cell
  for (let d: usize = 0, table = e.statistics; d < width; d += cell, table += 3 * bytes) {
    const x = e.observations + <usize>from * width + d
    if (e.masked) {
      for (let p: usize = 0; p < bytes; p += 32) addMaskedMoments<L>(s, x, width, table + p, bytes, p, count)
      continue
    }
    let p: usize = 0
    for (; p + 64 <= bytes; p += 64) addTwoMoments<L>(s, x, width, table + bytes + p, bytes, p, count)
    if (p < bytes) addOneMoment<L>(s, x, width, table + bytes + p, bytes, p, count)
  }
}

/** Two pairs at a time, which share the observations. */
@inline
function addTwoMoments<L>(s: Segment, x: usize, width: usize, sums: usize, bytes: usize, p: usize, count: i32): void {
  let g = s.posterior + p
  let a0 = v128.load(sums), a1 = v128.load(sums, 16), b0 = v128.load(sums, 32), b1 = v128.load(sums, 48)
  const squares = sums + bytes
  let c0 = v128.load(squares), c1 = v128.load(squares, 16), d0 = v128.load(squares, 32), d1 = v128.load(squares, 48)
  for (let u = 0; u < count; u++, g += s.stride, x += width) {
    const x0 = observation<L>(x)
    const x1 = observationAgain<L>(x, x0)
    const y0 = f64x2.mul(x0, x0)
    const y1 = isAcross<L>() ? f64x2.mul(x1, x1) : y0
    const g0 = v128.load(g)
    a0 = fma(g0, x0, a0)
    c0 = fma(g0, y0, c0)
    const g1 = v128.load(g, 16)
    a1 = fma(g1, x1, a1)
    c1 = fma(g1, y1, c1)
    const h0 = v128.load(g, 32)
    b0 = fma(h0, x0, b0)
    d0 = fma(h0, y0, d0)
    const h1 = v128.load(g, 48)
    b1 = fma(h1, x1, b1)
    d1 = fma(h1, y1, d1)
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(sums, b0, 32)
  v128.store(sums, b1, 48)
  v128.store(squares, c0)
  v128.store(squares, c1, 16)
  v128.store(squares, d0, 32)
  v128.store(squares, d1, 48)
}

@inline
function addOneMoment<L>(s: Segment, x: usize, width: usize, sums: usize, bytes: usize, p: usize, count: i32): void {
  let g = s.posterior + p
  let a0 = v128.load(sums), a1 = v128.load(sums, 16)
  const squares = sums + bytes
  let c0 = v128.load(squares), c1 = v128.load(squares, 16)
  for (let u = 0; u < count; u++, g += s.stride, x += width) {
    const x0 = observation<L>(x)
    const x1 = observationAgain<L>(x, x0)
    const g0 = v128.load(g)
    a0 = fma(g0, x0, a0)
    c0 = fma(g0, f64x2.mul(x0, x0), c0)
    const g1 = v128.load(g, 16)
    a1 = fma(g1, x1, a1)
    c1 = fma(g1, f64x2.mul(x1, x1), c1)
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(squares, c0)
  v128.store(squares, c1, 16)
}

@inline
function addMaskedMoments<L>(s: Segment, x: usize, width: usize, weights: usize, bytes: usize, p: usize, count: i32): void {
  let g = s.posterior + p
  const sums = weights + bytes
  const squares = sums + bytes
  let w0 = v128.load(weights), w1 = v128.load(weights, 16)
  let a0 = v128.load(sums), a1 = v128.load(sums, 16)
  let c0 = v128.load(squares), c1 = v128.load(squares, 16)
  for (let u = 0; u < count; u++, g += s.stride, x += width) {
    let x0 = observation<L>(x)
    let x1 = observationAgain<L>(x, x0)
    const there0 = f64x2.eq(x0, x0)
    const there1 = f64x2.eq(x1, x1)
    x0 = v128.and(x0, there0)
    x1 = v128.and(x1, there1)
    const g0 = v128.and(v128.load(g), there0)
    const g1 = v128.and(v128.load(g, 16), there1)
    w0 = f64x2.add(w0, g0)
    w1 = f64x2.add(w1, g1)
    a0 = fma(g0, x0, a0)
    a1 = fma(g1, x1, a1)
    c0 = fma(g0, f64x2.mul(x0, x0), c0)
    c1 = fma(g1, f64x2.mul(x1, x1), c1)
  }
  v128.store(weights, w0)
  v128.store(weights, w1, 16)
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(squares, c0)
  v128.store(squares, c1, 16)
}

/** Rows Σ γ·x_i, then Σ γ·x_i·x_j for j ≤ i. */
@inline
function addProducts<L>(s: Segment, e: Expert, from: i32, count: i32): void {
  const bytes = <usize>s.pairs * 32
  const cell = observationStep<L>()
  const columns = e.columns
  const width = <usize>columns * cell
  const begin = e.observations + <usize>from * width
  for (let p: usize = 0; p < bytes; p += 32) {
    let products = e.statistics + <usize>columns * bytes + p
    for (let i = 0; i < columns; i++) {
      const sums = e.statistics + <usize>i * bytes + p
      let a0 = v128.load(sums)
      let a1 = v128.load(sums, 16)
      let g = s.posterior + p
      let x = begin + <usize>i * cell
      let y = e.scratch
      for (let u = 0; u < count; u++, g += s.stride, x += width, y += 32) {
        const x0 = observation<L>(x)
        const y0 = f64x2.mul(v128.load(g), x0)
        const y1 = f64x2.mul(v128.load(g, 16), observationAgain<L>(x, x0))
        a0 = f64x2.add(a0, y0)
        a1 = f64x2.add(a1, y1)
        v128.store(y, y0)
        v128.store(y, y1, 16)
      }
      v128.store(sums, a0)
      v128.store(sums, a1, 16)
      for (let j = 0; j <= i; j++, products += bytes) {
        let b0 = v128.load(products)
        let b1 = v128.load(products, 16)
        x = begin + <usize>j * cell
        y = e.scratch
        for (let u = 0; u < count; u++, x += width, y += 32) {
          const x0 = observation<L>(x)
          b0 = fma(v128.load(y), x0, b0)
          b1 = fma(v128.load(y, 16), observationAgain<L>(x, x0), b1)
        }
        v128.store(products, b0)
        v128.store(products, b1, 16)
      }
    }
  }
}

/** A row [K] of weights for each symbol. */
@inline
function addCounts<L>(s: Segment, e: Expert, from: i32, count: i32): void {
  const bytes = <usize>s.states * 8
  for (let u = 0; u < count; u++) {
    let g = s.posterior + <usize>u * s.stride
    const lanes = e.observations + (<usize>(from + u) << (isAcross<L>() ? 4 : 2))
    if (isAcross<L>()) {
      if (e.lists == 0) {
        addPairOfCounts(g, symbolTable(e, lanes, bytes), symbolTable(e, lanes + 4, bytes), bytes)
        addPairOfCounts(g + 16, symbolTable(e, lanes + 8, bytes), symbolTable(e, lanes + 12, bytes), bytes)
      } else {
        for (let lane: usize = 0; lane < 4; lane++) {
          const end = e.lists + (<usize>load<i32>(lanes + (lane << 2), 4) << 2)
          for (let id = e.lists + (<usize>load<i32>(lanes + (lane << 2)) << 2); id < end; id += 4) {
            const row = e.statistics + <usize>load<i32>(id) * bytes
            let w = g + (lane << 3)
            for (let k: usize = 0; k < bytes; k += 8, w += 32)
              store<f64>(row + k, load<f64>(row + k) + load<f64>(w))
          }
        }
      }
    } else if (e.lists == 0) addRow(g, symbolTable(e, lanes, bytes), bytes)
    else {
      const end = e.lists + (<usize>load<i32>(lanes, 4) << 2)
      for (let id = e.lists + (<usize>load<i32>(lanes) << 2); id < end; id += 4)
        addRow(g, e.statistics + <usize>load<i32>(id) * bytes, bytes)
    }
  }
}

@inline
function symbolTable(e: Expert, at: usize, bytes: usize): usize {
  return e.statistics + <usize>load<i32>(at) * bytes
}

@inline
function addRow(g: usize, row: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16)
    v128.store(row + k, f64x2.add(v128.load(row + k), v128.load(g + k)))
}

/** Two sequences whose symbols may be the same one. */
@inline
function addPairOfCounts(g: usize, a: usize, b: usize, bytes: usize): void {
  if (a == b) {
    for (let k: usize = 0; k < bytes; k += 16, g += 64) {
      const x = v128.load(g)
      const y = v128.load(g, 32)
      const both = f64x2.add(i64x2.shuffle(x, y, 0, 2), i64x2.shuffle(x, y, 1, 3))
      v128.store(a + k, f64x2.add(v128.load(a + k), both))
    }
    return
  }
  for (let k: usize = 0; k < bytes; k += 16, g += 64) {
    const x = v128.load(g)
    const y = v128.load(g, 32)
    v128.store(a + k, f64x2.add(v128.load(a + k), i64x2.shuffle(x, y, 0, 2)))
    v128.store(b + k, f64x2.add(v128.load(b + k), i64x2.shuffle(x, y, 1, 3)))
  }
}

/** The host asks for the posteriors themselves: in the place of its log-densities. */
@inline
function keepPosterior(s: Segment, e: Expert, from: i32, count: i32): void {
  const bytes = <usize>s.pairs * 32
  for (let u = 0; u < count; u++)
    memory.copy(e.statistics + <usize>(from + u) * bytes, s.posterior + <usize>u * s.stride, bytes)
}
