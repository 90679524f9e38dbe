import util from 'node:util'

/** What Node 23 took from node:util and tfjs-node 4.22 still calls. */
const removed = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
}

/** Puts back what is missing; to be called before tfjs-node is loaded. */
export function mendNodeUtil(target: object = util): void {
  for (const [name, test] of Object.entries(removed))
    if (!(name in target)) Object.defineProperty(target, name, { value: test, configurable: true })
}
