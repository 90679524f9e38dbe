import { TOO_LONG } from '../lib/json-process.mjs'

/** Remembers which peers took too long, so that they are not asked for the same with as many states or more. */
export function createPatience() {
  const lost = new Map()
  const key = (peer, task, { sequences, steps }) => [peer.name, task, sequences, steps].join(' ')
  return {
    /** Why a peer is not asked, if it is not. */
    lost(peer, task, point) {
      const at = lost.get(key(peer, task, point))
      return at !== undefined && point.states >= at.states ? at.why : undefined
    },
    note(peer, task, point, skipped) {
      if (!skipped?.startsWith(TOO_LONG) || this.lost(peer, task, point) !== undefined) return
      const why = `${skipped} (${task}, ${point.family}, K=${point.states})`
      lost.set(key(peer, task, point), { states: point.states, why })
    },
  }
}
