import { exp, LEAST_ARGUMENT } from './exp'
import { addDiagonal, addGiven, addJoint, addPoisson, addSymbols } from './experts'
import { isAcross } from './layout'
import { alive, aliveAgain, BLOCK, Expert, Segment } from './segment'

/** Fills the densities of a segment with log p(x_t | k) in units of log 2 / 128. */
@inline
function fill<L>(s: Segment, from: i32, to: i32): void {
  for (let e = 0; e < s.expertCount; e++) {
    const expert = changetype<Expert>(s.experts + <usize>e * offsetof<Expert>())
    if (e == 0) {
      if (expert.kind == 0) addDiagonal<L, i32>(s, expert, from, to)
      else if (expert.kind == 1) addPoisson<L, i32>(s, expert, from, to)
      else if (expert.kind == 2) addJoint<L, i32>(s, expert, from, to)
      else if (expert.kind == 3) addSymbols<L, i32>(s, expert, from, to)
      else addGiven<L, i32>(s, expert, from, to)
    } else {
      if (expert.kind == 0) addDiagonal<L, f64>(s, expert, from, to)
      else if (expert.kind == 1) addPoisson<L, f64>(s, expert, from, to)
      else if (expert.kind == 2) addJoint<L, f64>(s, expert, from, to)
      else if (expert.kind == 3) addSymbols<L, f64>(s, expert, from, to)
      else addGiven<L, f64>(s, expert, from, to)
    }
  }
}

/** Log-densities only: for best paths and for gates that never change. Steps that a lane does not have get 0. */
export function logDensities<L>(s: Segment): void {
  fill<L>(s, 0, s.steps)
  const end = <usize>s.pairs * 32
  for (let u = s.full; u < s.steps; u++) {
    const row = s.densities + <usize>u * s.stride
    const in0 = alive(s.lengths, u)
    const in1 = aliveAgain(s.lengths, u)
    for (let p: usize = 0; p < end; p += 32) {
      v128.store(row + p, v128.and(v128.load(row + p), in0))
      v128.store(row + p, v128.and(v128.load(row + p, 16), in1), 16)
    }
  }
}

/** Scratch: the greatest log-densities of the steps of a block. */
const peaks: usize = memory.data(16 * 32, 16)

/**
 * Densities relative to the greatest of each step, exp(log p(x_t | k) − max). Those below exp(−300) are held up there
 * (`clamped` says so), but where a state is impossible the density is exactly 0. Steps that a lane does not have get 1.
 */
export function densities<L>(s: Segment): void {
  const only = changetype<Expert>(s.experts)
  const direct = s.expertCount == 1 && only.kind == 5
  let g0 = v128.load(s.greatest)
  let g1 = v128.load(s.greatest, 16)
  for (let from = 0; from < s.steps; from += BLOCK) {
    const count = min(BLOCK, s.steps - from)
    if (direct) {
      addSymbols<L, i32>(s, only, from, from + count)
      lookUpPeaks<L>(only, from, count)
    } else fill<L>(s, from, from + count)
    const rows = s.densities + <usize>from * s.stride
    const spread = direct ? f64x2.splat(0) : findPeaks<L>(s, rows, count)
    if (direct) {
      // The table holds relative densities: nothing to do.
    } else if (!i64x2.all_true(f64x2.ge(spread, f64x2.splat(LEAST_ARGUMENT)))) {
      s.clamped = 1
      exponentiateHeldUp(s, rows, count)
    } else if (isAcross<L>() && s.pairs == 2) exponentiateTwo(s, rows, count)
    else exponentiate(s, rows, count)
    if (from + count > s.full) neutralise(s, from, count)
    let sum0 = f64x2.splat(0)
    let sum1 = sum0
    for (let u = 0, peak = peaks; u < count; u++, peak += 32) {
      sum0 = f64x2.add(sum0, v128.load(peak))
      sum1 = f64x2.add(sum1, v128.load(peak, 16))
    }
    g0 = f64x2.add(g0, sum0)
    g1 = f64x2.add(g1, sum1)
    if (s.peaks != 0) memory.copy(s.peaks + <usize>from * 32, peaks, <usize>count * 32)
  }
  v128.store(s.greatest, g0)
  v128.store(s.greatest, g1, 16)
}

/** Where a table holds relative densities, the greatest log-densities of its rows stand in a table of their own. */
@inline
function lookUpPeaks<L>(e: Expert, from: i32, count: i32): void {
  for (let u = 0, peak = peaks; u < count; u++, peak += 32) {
    const ids = e.observations + (<usize>(from + u) << (isAcross<L>() ? 4 : 2))
    if (isAcross<L>()) {
      for (let lane: usize = 0; lane < 4; lane++)
        store<f64>(peak + (lane << 3), load<f64>(e.scratch + (<usize>load<i32>(ids + (lane << 2)) << 3)))
    } else {
      const x = v128.load_splat<f64>(e.scratch + (<usize>load<i32>(ids) << 3))
      v128.store(peak, x)
      v128.store(peak, x, 16)
    }
  }
}

/** Writes the greatest of each row to `peaks`. @returns the least of all, less the greatest of its row (NaN where there is none) */
@inline
function findPeaks<L>(s: Segment, rows: usize, count: i32): v128 {
  const bytes = <usize>s.pairs * 32
  let spread = f64x2.splat(0)
  let row = rows
  for (let u = 0, peak = peaks; u < count; u++, row += s.stride, peak += 32) {
    const end = row + bytes
    let most0 = v128.load(row)
    let most1 = v128.load(row, 16)
    let least0 = most0
    let least1 = most1
    for (let p = row + 32; p < end; p += 32) {
      const x0 = v128.load(p)
      const x1 = v128.load(p, 16)
      most0 = f64x2.pmax(most0, x0)
      most1 = f64x2.pmax(most1, x1)
      least0 = f64x2.pmin(least0, x0)
      least1 = f64x2.pmin(least1, x1)
    }
    if (!isAcross<L>()) {
      const m = f64x2.pmax(most0, most1)
      most0 = most1 = f64x2.pmax(m, i64x2.shuffle(m, m, 1, 0))
      least0 = least1 = f64x2.pmin(least0, least1)
    }
    v128.store(peak, most0)
    v128.store(peak, most1, 16)
    // In this order a NaN stays.
    spread = f64x2.min(spread, f64x2.min(f64x2.sub(least0, most0), f64x2.sub(least1, most1)))
  }
  return spread
}

@inline
function exponentiate(s: Segment, rows: usize, count: i32): void {
  const bytes = <usize>s.pairs * 32
  let row = rows
  for (let u = 0, peak = peaks; u < count; u++, row += s.stride, peak += 32) {
    const most0 = v128.load(peak)
    const most1 = v128.load(peak, 16)
    for (let p = row, end = row + bytes; p < end; p += 32) {
      v128.store(p, exp(f64x2.sub(v128.load(p), most0)))
      v128.store(p, exp(f64x2.sub(v128.load(p, 16), most1)), 16)
    }
  }
}

/** Of two states one has density 1: half the work. */
@inline
function exponentiateTwo(s: Segment, rows: usize, count: i32): void {
  const one = f64x2.splat(1)
  let row = rows
  for (let u = 0; u < count; u++, row += s.stride) {
    const d0 = f64x2.sub(v128.load(row), v128.load(row, 32))
    const d1 = f64x2.sub(v128.load(row, 16), v128.load(row, 48))
    const e0 = exp(f64x2.neg(f64x2.abs(d0)))
    const e1 = exp(f64x2.neg(f64x2.abs(d1)))
    const first0 = f64x2.ge(d0, f64x2.splat(0))
    const first1 = f64x2.ge(d1, f64x2.splat(0))
    v128.store(row, v128.bitselect(one, e0, first0))
    v128.store(row, v128.bitselect(one, e1, first1), 16)
    v128.store(row, v128.bitselect(e0, one, first0), 32)
    v128.store(row, v128.bitselect(e1, one, first1), 48)
  }
}

@inline
function exponentiateHeldUp(s: Segment, rows: usize, count: i32): void {
  const bytes = <usize>s.pairs * 32
  let row = rows
  for (let u = 0, peak = peaks; u < count; u++, row += s.stride, peak += 32) {
    const most0 = v128.load(peak)
    const most1 = v128.load(peak, 16)
    for (let p = row, end = row + bytes; p < end; p += 32) {
      v128.store(p, heldUp(f64x2.sub(v128.load(p), most0)))
      v128.store(p, heldUp(f64x2.sub(v128.load(p, 16), most1)), 16)
    }
  }
}

/** Steps that a lane does not have: densities of 1, and nothing to add to the log-likelihood. */
@inline
function neutralise(s: Segment, from: i32, count: i32): void {
  const bytes = <usize>s.pairs * 32
  const one = f64x2.splat(1)
  for (let u = max(0, s.full - from); u < count; u++) {
    const in0 = alive(s.lengths, from + u)
    const in1 = aliveAgain(s.lengths, from + u)
    const peak = peaks + <usize>u * 32
    v128.store(peak, v128.and(v128.load(peak), in0))
    v128.store(peak, v128.and(v128.load(peak, 16), in1), 16)
    const row = s.densities + <usize>(from + u) * s.stride
    for (let p = row, end = row + bytes; p < end; p += 32) {
      v128.store(p, v128.bitselect(v128.load(p), one, in0))
      v128.store(p, v128.bitselect(v128.load(p, 16), one, in1), 16)
    }
  }
}

@inline
function heldUp(x: v128): v128 {
  const possible = f64x2.gt(x, f64x2.splat(-Infinity))
  return v128.and(exp(f64x2.pmax(x, f64x2.splat(LEAST_ARGUMENT))), possible)
}
