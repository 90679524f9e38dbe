import { DsmError, type ErrorPlace } from '../errors.js'

/** A device has no room left for a tensor. */
export class OutOfMemoryError extends DsmError {
  constructor(message: string, place: ErrorPlace = {}) {
    super('device-out-of-memory', message, place)
  }
}

/** How the libraries beneath say it: tensorflow, Dawn, V8 for arrays outside its heap. */
const saidSo = [
  /OOM when allocating/i,
  /RESOURCE_?EXHAUSTED|ResourceExhausted/i,
  /out of memory/i,
  /bad_alloc/,
  /Array buffer allocation failed/,
  /Invalid (typed )?array length/i,
]

/** Whether an error says, in the words of any device, that memory has run out. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof OutOfMemoryError) return true
  return error instanceof Error && saidSo.some((words) => words.test(error.message))
}
