import { setTimeout as pause } from 'node:timers/promises'
import { median } from './numbers.mjs'

/**
 * Lets contenders do the same work turn about, so that whatever else the machine does meets all of them.
 * `contenders`: [{ name, warmUp?, compiles?, least?, most?, once }]; `once` does the work and gives { seconds, … } or { skipped: why }.
 * Each has up to `warmUp` turns that do not count and then as many as fit into `budget` seconds, from `least` to `most`.
 * Gives for each, in order, { name, seconds (median), turns, last (its last answer) } or { name, skipped }.
 */
export async function takeTurns(contenders, budget) {
  const places = contenders.map((contender) => ({
    ...contender,
    times: [],
    last: undefined,
    skipped: undefined,
  }))
  for (const place of places) await warmUp(place, budget)
  const rounds = Math.max(0, ...places.filter((p) => p.skipped === undefined).map((p) => p.turns))
  for (let r = 0; r < rounds; r++) {
    for (const place of places) {
      // Those with fewer turns take them spread over the rounds.
      const due = Math.ceil(((r + 1) * place.turns) / rounds)
      if (place.skipped === undefined && place.times.length < due) await turn(place)
    }
  }
  return places.map(({ name, skipped, times, last }) =>
    skipped === undefined ? { name, seconds: median(times), turns: times.length, last } : { name, skipped },
  )
}

/** Also finds how many turns count. One that takes long has one, and its first does (its second, where it compiles first). */
async function warmUp(place, budget) {
  const { warmUp: turns = 1, compiles = false, least = 3, most = 15 } = place
  if (compiles) await turn(place)
  place.times = []
  while (place.times.length < turns && !(place.times.at(-1) > budget) && place.skipped === undefined)
    await turn(place)
  const expected = place.times.at(-1)
  const slow = expected > 2 * budget
  place.turns = slow ? 1 : Math.min(most, Math.max(least, Math.ceil(budget / expected)))
  if (!slow) place.times = []
}

async function turn(place) {
  // Threads of the one before may spin for a while.
  await pause(20)
  const result = await place.once()
  if (result.skipped === undefined) place.times.push(result.seconds)
  place.skipped = result.skipped
  place.last = result
}

/** Seconds that a function takes, with its result. */
export async function timed(work) {
  const begin = performance.now()
  const result = await work()
  return { seconds: (performance.now() - begin) / 1000, ...result }
}
