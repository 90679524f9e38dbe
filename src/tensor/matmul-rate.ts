import type { Device } from './device.js'

const sizes = [256, 512, 1024, 4096]
/** Seconds that measuring goes on, and the longest that one product may take. */
const budget = 0.5
/** Seconds of work before a result is read, so that the way there and back hardly counts on a GPU. */
const stretch = 0.02

/**
 * Speed of float32 products of n × n matrices, 2n³ operations each, in 10⁹ operations a second: the best of those made in half a
 * second, at the largest n ≤ 4096 of which a product does not take that long. The first product, which loads and compiles, does not
 * count.
 *
 * @param now seconds, from any origin
 */
export async function matmulRate({ tf }: Device, now: () => number): Promise<number> {
  const products = async (size: number, many: number) => {
    const a = tf.randomUniform([size, size], -1, 1, 'float32', 1)
    await a.data()
    const start = now()
    const made = Array.from({ length: many }, () => tf.matMul(a, a))
    const corner = tf.slice(made.at(-1)!, [0, 0], [1, 1])
    await corner.data()
    const seconds = (now() - start) / many
    tf.dispose([a, corner, ...made])
    return seconds
  }
  let size = sizes[0]!
  await products(size, 1)
  let seconds = await products(size, 1)
  for (const next of sizes.slice(1)) {
    if (seconds * (next / size) ** 3 > budget) break
    size = next
    seconds = await products(size, 1)
  }
  const many = Math.min(50, Math.max(1, Math.round(stretch / seconds)))
  for (const start = now(); now() - start < budget; ) seconds = Math.min(seconds, await products(size, many))
  return (2 * size ** 3) / seconds / 1e9
}
