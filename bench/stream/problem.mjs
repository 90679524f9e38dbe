import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MEANS = [-3, -1, 1, 3]
const STAY = 0.95
/** Lines of a block that is written again and again: making fresh ones would take longer than labelling them. */
const BLOCK = 50_000

/** Trains a model of 4 states on drawn data with the command itself. @returns its run folder */
export function trainModel(bin, folder) {
  writeFileSync(join(folder, 'train.csv'), `x\n${drawLines(5000, 7)}`)
  const config = `data: { path: train.csv, x: [x] }
model: { gate: markov, states: 4, experts: [{ family: gaussian, columns: [x] }] }
training: { restarts: 3, seed: 1 }
output: model
`
  writeFileSync(join(folder, 'config.yaml'), config)
  const { status, stderr } = spawnSync(process.execPath, [bin, 'train', 'config.yaml', '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return join(folder, 'model')
}

/** A header and `lines` lines, written as fast as they are taken. */
export function openStream(lines) {
  const block = Buffer.from(drawLines(BLOCK, 11))
  const last = Buffer.from(drawLines(lines % BLOCK, 11))
  return {
    async pipeInto(target) {
      target.write('x\n')
      for (let left = lines; left > 0; left -= BLOCK)
        if (!target.write(left >= BLOCK ? block : last)) await once(target, 'drain')
      target.end()
    },
  }
}

/** Lines of numbers with three decimals from a Gaussian HMM (Park-Miller generator, Box-Muller). */
function drawLines(count, seed) {
  let s = seed
  const uniform = () => {
    s = (s * 48271) % 2147483647
    return s / 2147483647
  }
  let state = 0
  let text = ''
  for (let i = 0; i < count; i++) {
    if (uniform() > STAY) state = Math.floor(4 * uniform())
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    text += `${(MEANS[state] + 0.7 * normal).toFixed(3)}\n`
  }
  return text
}
