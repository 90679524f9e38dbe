import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type Command, ThreadWork } from '../kernel/thread-work.js'
import { answered, type Counters, raise, sent, waitWhile } from './mailbox.js'

/** What the main thread gives a worker. */
export interface WorkerData {
  readonly worker: number
  readonly module: WebAssembly.Module
  readonly budget: number
  readonly port: MessagePort
  readonly counters: Counters
}

const { worker, module, budget, port, counters } = workerData as WorkerData
const work = new ThreadWork(module, budget)
// Ready.
raise(counters, answered(worker))

for (let seen = 0; ; ) {
  waitWhile(counters, sent(worker), seen)
  const message = receiveMessageOnPort(port)?.message as Command | 'close' | undefined
  if (message === undefined) continue
  seen++
  if (message === 'close') break
  try {
    port.postMessage(work.carryOut(message))
  } catch (error) {
    port.postMessage({ type: 'error', error })
  }
  raise(counters, answered(worker))
}
port.close()
