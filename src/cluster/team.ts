import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Team } from '../kernel/session.js'
import { type Command, type Reply, ThreadWork } from '../kernel/thread-work.js'
import { builtFolder } from './load-kernel.js'
import { answered, type Counters, createCounters, raise, sent, waitWhile } from './mailbox.js'
import type { WorkerData } from './worker.js'

interface Member {
  readonly worker: Worker
  readonly port: MessagePort
}

/** Milliseconds of work after which workers are started: what is over sooner is not worth their loading. */
const START_AFTER = 60
/** Multiply-adds of one round that are worth waiting for workers at once. */
const MUCH_WORK = 2e8

export interface TeamOptions {
  /** Starts all workers at once, and waits for them. */
  readonly eager?: boolean
}

/**
 * The calling thread and up to `threads` − 1 workers. Workers are started when the work turns out to be worth it; until they
 * are ready the calling thread does all of it. `run` returns when all are done; the calling thread does its own share and
 * then waits.
 *
 * @param budget bytes for working arrays of all threads together
 */
export function createTeam(
  module: WebAssembly.Module,
  threads: number,
  budget: number,
  options: TeamOptions = {},
): Team {
  const share = budget / threads
  const own = new ThreadWork(module, share)
  const counters = createCounters(Math.max(1, threads - 1))
  const members: Member[] = []
  let busy = 0

  function start(wait: boolean): void {
    while (members.length < threads - 1) members.push(startMember(module, share, counters, members.length))
    if (wait) for (const w of members.keys()) waitWhile(counters, answered(w), 0)
  }
  if (options.eager === true) start(true)

  return {
    get threads() {
      const ready = members.length > 0 && members.every((_, w) => Atomics.load(counters, answered(w)) > 0)
      return ready ? threads : 1
    },
    expectWork(multiplyAdds) {
      if (multiplyAdds >= MUCH_WORK && members.length === 0) start(true)
    },
    run(commands, ask) {
      const others = commands.slice(1)
      const begin = performance.now()
      for (const [w, command] of others.entries()) post(members[w]!, counters, w, command)
      const [first] = commands
      const replies = first === undefined ? [] : [own.carryOut(first, ask)]
      const all = [...replies, ...others.map((_, w) => receive(members[w]!, counters, w))]
      busy += performance.now() - begin
      if (busy > START_AFTER && members.length === 0) start(false)
      return all
    },
    close() {
      for (const [w, member] of members.entries()) {
        post(member, counters, w, 'close')
        member.port.close()
        void member.worker.terminate()
      }
      members.length = 0
    },
  }
}

function startMember(module: WebAssembly.Module, budget: number, counters: Counters, w: number): Member {
  const { port1, port2 } = new MessageChannel()
  const workerData: WorkerData = { worker: w, module, budget, port: port2, counters }
  const worker = new Worker(new URL('worker.js', builtFolder), { workerData, transferList: [port2] })
  // The process ends when its own work does.
  worker.unref()
  port1.unref()
  return { worker, port: port1 }
}

function post({ port }: Member, counters: Counters, w: number, message: Command | 'close'): void {
  port.postMessage(message)
  raise(counters, sent(w))
}

type Answer = Reply | { readonly type: 'error'; readonly error: Error }

function receive({ port }: Member, counters: Counters, w: number): Reply {
  for (;;) {
    const seen = Atomics.load(counters, answered(w))
    const reply = receiveMessageOnPort(port)?.message as Answer | undefined
    if (reply === undefined) waitWhile(counters, answered(w), seen)
    else if (reply.type === 'error') throw reply.error
    else return reply
  }
}
