import type { Statistics } from '../model/statistics.js'
import { type PlacedMatrix, placeLogMatrix, placeMatrix } from './gate-program.js'
import type { KernelMemory } from './memory.js'
import { type Shape, shapeOf, summedState, writeRow } from './parts/part.js'
import type { Program } from './program.js'
import { UNITS_PER_NAT } from './units.js'

/** A program's parameters and sums in the kernel's memory, for one layout. */
export interface PlacedProgram {
  readonly program: Program
  readonly shape: Shape
  /** [K] p(z_1 = k); ones for a half that is read backwards. */
  readonly initial: number
  readonly ones: number
  /** [K] what a backward pass ends on; the host writes it. */
  readonly terminal: number
  readonly into: PlacedMatrix
  readonly outOf: PlacedMatrix
  readonly parameters: readonly number[]
  readonly scratch: readonly number[]
  readonly statistics: readonly number[]
  readonly products: number
  /** Sums of products of a half that is read backwards. */
  readonly reversedProducts: number
  readonly visits: number
  readonly starts: number
  /** Where starts go that are none. */
  readonly noStarts: number
  /** First and last byte of all sums. */
  readonly sums: readonly [number, number]
}

export function placeProgram(memory: KernelMemory, program: Program, lanes: number): PlacedProgram {
  const { states, gate, parts } = program
  const shape = shapeOf(states, lanes)
  const { padded, pairs } = shape
  const initial = memory.allocateZeros(8 * padded)
  memory.f64.set(gate.initial, initial / 8)
  const ones = memory.allocate(8 * padded)
  memory.f64.fill(1, ones / 8, ones / 8 + padded)
  const terminal = memory.allocate(8 * padded)
  const into = placeMatrix(memory, gate, shape, false)
  const outOf = placeMatrix(memory, gate, shape, true)
  const parameters = parts.map((part) => {
    const address = memory.allocate(part.parameterBytes(shape))
    part.writeParameters(memory, address, shape)
    return address
  })
  const scratch = parts.map((part) => {
    const address = memory.allocate(part.scratchBytes(shape))
    part.writeScratch?.(memory, address)
    return address
  })
  const from = memory.mark
  const perProduct = lanes === 4 ? 16 : 8
  const products = memory.allocate(perProduct * (gate.sparse ? gate.entries.length : padded * padded))
  const reversedProducts = memory.allocate(perProduct * (gate.sparse ? gate.entries.length : padded * padded))
  const visits = memory.allocate(32 * pairs)
  const starts = memory.allocate(32 * pairs)
  const noStarts = memory.allocate(32 * pairs)
  const statistics = parts.map((part) => {
    const bytes = part.statisticsBytes(shape)
    return bytes === 0 ? 0 : memory.allocate(bytes)
  })
  return {
    program,
    shape,
    initial,
    ones,
    terminal,
    into,
    outOf,
    parameters,
    scratch,
    statistics,
    products,
    reversedProducts,
    visits,
    starts,
    noStarts,
    sums: [from, memory.mark],
  }
}

export function clearSums({ f64 }: KernelMemory, { sums: [from, to] }: PlacedProgram): void {
  f64.fill(0, from / 8, to / 8)
}

/** Adds the sums to the statistics of the model. */
export function addSums(memory: KernelMemory, placed: PlacedProgram, statistics: Statistics): void {
  const { f64 } = memory
  const { program, shape, products, reversedProducts, into, outOf } = placed
  const { states, lanes } = shape
  const { entries, counts } = program.gate
  const visits = new Float64Array(states)
  for (let k = 0; k < states; k++) {
    visits[k] = summedState(f64, placed.visits / 8, k, lanes)
    statistics.gate[k]! += summedState(f64, placed.starts / 8, k, lanes)
    statistics.gate[states + k]! += visits[k]!
  }
  if (counts) {
    const product = (at: number) => (lanes === 4 ? f64[at]! + f64[at + 1]! : f64[at]!)
    entries.forEach(({ probability }, e) => {
      if (probability === 0) return
      const forwards = product(products / 8 + into.place[e]!)
      const backwards = product(reversedProducts / 8 + outOf.place[e]!)
      statistics.gate[2 * states + e]! += probability * (forwards + backwards)
    })
  }
  for (const [e, experts] of statistics.experts.entries())
    program.parts[e]!.addStatistics(memory, placed.statistics[e]!, shape, visits, experts)
}

/** What best paths need instead of probabilities. */
export interface PlacedLogarithms {
  readonly initial: number
  readonly into: number
  readonly outOf: number
}

export function placeLogarithms(memory: KernelMemory, { gate }: Program, shape: Shape): PlacedLogarithms {
  const initial = memory.allocate(8 * shape.padded)
  const { f64 } = memory
  writeRow(f64, initial / 8, shape, (k) => UNITS_PER_NAT * Math.log(gate.initial[k]!))
  f64.fill(Number.NEGATIVE_INFINITY, initial / 8 + shape.states, initial / 8 + shape.padded)
  return { initial, ...placeLogMatrix(memory, gate, shape) }
}
