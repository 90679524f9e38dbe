import type { Random } from '../random.js'
import type { Features } from './features.js'

/** k-means learns its centres from at most this many rows, then labels all of them. */
const mostRows = 10_000

/**
 * [rows] a cluster for each row: k-means++ seeds (Arthur and Vassilvitskii 2007, the best of 2 + ⌊log K⌋ draws each) and at most
 * `rounds` rounds of Lloyd's algorithm. null where the rows have no features or too few of them differ.
 */
export function clusterRows(
  data: Features,
  clusters: number,
  rounds: number,
  random: Random,
): Int32Array | null {
  const { width, values, informative } = data
  if (width === 0 || informative.length < clusters) return null
  const sample = sampleRows(data, random)
  const centres = seedCentres(sample, width, clusters, random)
  if (centres === null) return null
  const labels = new Int32Array(sample.length / width)
  for (let round = 0; round < rounds; round++) {
    const moved = assign(sample, width, centres, labels)
    if (moved === 0 && round > 0) break
    moveCentres(sample, width, labels, centres)
  }
  const all = new Int32Array(data.rows)
  assign(values, width, centres, all)
  return all
}

/** [rows][width] */
function sampleRows({ width, values, informative }: Features, random: Random): Float64Array {
  const count = Math.min(informative.length, mostRows)
  const sample = new Float64Array(count * width)
  for (let i = 0; i < count; i++) {
    const row = informative[informative.length <= mostRows ? i : random.integer(informative.length)]!
    sample.set(values.subarray(row * width, (row + 1) * width), i * width)
  }
  return sample
}

/** [clusters][width]; null where fewer rows differ. */
function seedCentres(
  rows: Float64Array,
  width: number,
  clusters: number,
  random: Random,
): Float64Array | null {
  const count = rows.length / width
  const centres = new Float64Array(clusters * width)
  const take = (c: number, row: number) =>
    centres.set(rows.subarray(row * width, (row + 1) * width), c * width)
  take(0, random.integer(count))
  // Squared distance of each row to the nearest centre so far.
  let nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  lower(rows, width, centres, 0, nearest)
  const draws = 2 + Math.floor(Math.log(clusters))
  for (let c = 1; c < clusters; c++) {
    let best: { total: number; row: number; distances: Float64Array<ArrayBuffer> } | null = null
    const total = nearest.reduce((a, b) => a + b, 0)
    if (!(total > 0)) return null
    for (let d = 0; d < draws; d++) {
      const row = drawRow(nearest, total, random)
      take(c, row)
      const distances = nearest.slice()
      const remaining = lower(rows, width, centres, c, distances)
      if (best === null || remaining < best.total) best = { total: remaining, row, distances }
    }
    take(c, best!.row)
    nearest = best!.distances
  }
  return centres
}

/** A row drawn in proportion to its squared distance. */
function drawRow(distances: Float64Array, total: number, random: Random): number {
  let left = random.uniform() * total
  let last = 0
  for (let i = 0; i < distances.length; i++) {
    if (distances[i]! <= 0) continue
    last = i
    left -= distances[i]!
    if (left < 0) break
  }
  return last
}

/** Lowers the distances to those to centre c where that is nearer. @returns their sum */
function lower(
  rows: Float64Array,
  width: number,
  centres: Float64Array,
  c: number,
  distances: Float64Array,
): number {
  let sum = 0
  for (let i = 0, at = 0; i < distances.length; i++, at += width) {
    const squared = squaredDistance(rows, at, centres, c * width, width)
    if (squared < distances[i]!) distances[i] = squared
    sum += distances[i]!
  }
  return sum
}

/** Labels each row with its nearest centre. @returns how many labels changed */
function assign(rows: Float64Array, width: number, centres: Float64Array, labels: Int32Array): number {
  let changed = 0
  for (let i = 0, at = 0; i < labels.length; i++, at += width) {
    let best = Number.POSITIVE_INFINITY
    let label = 0
    for (let c = 0, from = 0; from < centres.length; c++, from += width) {
      const squared = squaredDistance(rows, at, centres, from, width)
      if (squared < best) {
        best = squared
        label = c
      }
    }
    if (labels[i] !== label) changed++
    labels[i] = label
  }
  return changed
}

/** Moves each centre to the mean of its rows; one without rows stays. */
function moveCentres(rows: Float64Array, width: number, labels: Int32Array, centres: Float64Array): void {
  const sums = new Float64Array(centres.length)
  const counts = new Float64Array(centres.length / width)
  for (let i = 0, at = 0; i < labels.length; i++, at += width) {
    const c = labels[i]!
    counts[c]!++
    for (let d = 0; d < width; d++) sums[c * width + d]! += rows[at + d]!
  }
  for (let c = 0; c < counts.length; c++) {
    if (counts[c]! > 0)
      for (let d = 0; d < width; d++) centres[c * width + d] = sums[c * width + d]! / counts[c]!
  }
}

function squaredDistance(a: Float64Array, from: number, b: Float64Array, to: number, width: number): number {
  let sum = 0
  for (let d = 0; d < width; d++) sum += (a[from + d]! - b[to + d]!) ** 2
  return sum
}
