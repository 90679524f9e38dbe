import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Team } from '../kernel/batch.js'
import { type Command, type Reply, ThreadWork } from '../kernel/thread-work.js'
import { builtFolder } from './load-kernel.js'
import { answered, type Counters, createCounters, raise, sent, waitWhile } from './mailbox.js'
import type { WorkerData } from './worker.js'

interface Member {
  readonly worker: Worker
  readonly port: MessagePort
}

/**
 * The calling thread and `threads` − 1 workers, which start when they are first needed. `run` returns when all are done; the
 * calling thread does its own share and then waits.
 *
 * @param budget bytes for working arrays of all threads together
 */
export function createTeam(module: WebAssembly.Module, threads: number, budget: number): Team {
  const share = budget / threads
  const own = new ThreadWork(module, share)
  const counters = createCounters(Math.max(1, threads - 1))
  const members: Member[] = []

  return {
    threads,
    run(commands, ask) {
      const others = commands.slice(1)
      while (members.length < others.length)
        members.push(startMember(module, share, counters, members.length))
      for (const [w, command] of others.entries()) post(members[w]!, counters, w, command)
      const [first] = commands
      const replies = first === undefined ? [] : [own.carryOut(first, ask)]
      return [...replies, ...others.map((_, w) => receive(members[w]!, counters, w))]
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
