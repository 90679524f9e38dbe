import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** Writes a problem of one column as CSV: id,t,value, a row a step. */
export async function writeCsv({ sequences, steps, width, x }, file) {
  if (width !== 1) throw new Error(`a CSV of one column is written, got ${width}`)
  const out = createWriteStream(file)
  out.write('id,t,value\n')
  for (let s = 0; s < sequences; s++) {
    for (let t = 0; t < steps; ) {
      const lines = []
      for (const end = Math.min(steps, t + 10_000); t < end; t++)
        lines.push(`${s + 1},${t + 1},${x[s * steps + t]}\n`)
      if (!out.write(lines.join(''))) await once(out, 'drain')
    }
  }
  out.end()
  await once(out, 'close')
}
