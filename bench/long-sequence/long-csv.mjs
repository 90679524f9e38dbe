import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createRandom } from '../../dist/random.js'

const STAY = 0.95

/** Writes one sequence drawn from a Gaussian HMM, a value a line, without ever holding it. */
export async function writeLongCsv(file, states, steps) {
  const random = createRandom(1, 'bench', 'long-sequence', states)
  const out = createWriteStream(file)
  out.write('value\n')
  let state = random.integer(states)
  for (let t = 0; t < steps; ) {
    let lines = ''
    for (const end = Math.min(steps, t + 10_000); t < end; t++) {
      lines += `${(2 * state + random.normal()).toFixed(4)}\n`
      if (random.uniform() >= STAY) state = random.integer(states)
    }
    if (!out.write(lines)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
