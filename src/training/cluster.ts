import { kmeans } from 'ml-kmeans'
import type { Random } from '../random.js'
import type { Features } from './features.js'

/** k-means learns its centres from at most this many rows, then labels all of them. */
const mostRows = 10_000

/**
 * [rows] a cluster for each row, by k-means++ and `rounds` rounds of Lloyd's algorithm; 0 rounds keep the k-means++ seeds.
 * null where the rows have no features or too few of them differ.
 */
export function clusterRows(
  data: Features,
  clusters: number,
  rounds: number,
  random: Random,
): Int32Array | null {
  if (data.width === 0 || data.informative.length < clusters) return null
  const sample = sampleRows(data, random)
  const seed = random.integer(2 ** 31)
  try {
    const { centroids } = kmeans(sample, clusters, {
      seed,
      initialization: 'kmeans++',
      maxIterations: Math.max(1, rounds),
    })
    return nearest(data, centroids)
  } catch {
    // Fewer distinct rows than clusters: the caller falls back to random responsibilities.
    return null
  }
}

function sampleRows(data: Features, random: Random): number[][] {
  const { width, values, informative } = data
  const row = (i: number) => Array.from(values.subarray(i * width, (i + 1) * width))
  if (informative.length <= mostRows) return Array.from(informative, row)
  return Array.from({ length: mostRows }, () => row(informative[random.integer(informative.length)]!))
}

function nearest({ rows, width, values }: Features, centroids: readonly (readonly number[])[]): Int32Array {
  const labels = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    let best = Number.POSITIVE_INFINITY
    for (const [k, centre] of centroids.entries()) {
      let distance = 0
      for (let d = 0; d < width; d++) distance += (values[i * width + d]! - centre[d]!) ** 2
      if (distance < best) {
        best = distance
        labels[i] = k
      }
    }
  }
  return labels
}
