import { readFileSync } from 'node:fs'

/** EM iterations by K, from the log of finished jobs that `dsm cv` leaves: a line each after the first. */
export function iterationsIn(log) {
  const [, ...lines] = readFileSync(log, 'utf8').trimEnd().split('\n')
  const counts = new Map()
  for (const line of lines) {
    const { job, iterations } = JSON.parse(line)
    const states = Number(/^K=(\d+)/.exec(job)[1])
    counts.set(states, (counts.get(states) ?? 0) + iterations)
  }
  return counts
}
