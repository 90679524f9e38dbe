import type { Team } from './session.js'
import { ThreadWork } from './thread-work.js'

/** A team of the calling thread alone. @param budget bytes for working arrays */
export function singleThread(module: WebAssembly.Module, budget: number): Team {
  const work = new ThreadWork(module, budget)
  return {
    threads: 1,
    expectWork: () => {},
    run: (commands, ask) => commands.map((command) => work.carryOut(command, ask)),
    close: () => {},
  }
}
