import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How the reason begins where a program was stopped. */
export const TOO_LONG = 'longer than'

/**
 * A program that answers each line of its stdin with one line of JSON on its stdout. `ask` gives the answer, or
 * { skipped: why } where the program ended, or took longer than `limit` seconds over a question and was stopped.
 */
export function startJsonProcess(
  command,
  args,
  { env = process.env, limit = Number.POSITIVE_INFINITY } = {},
) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  let ended
  let why
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-10_000)
  })
  child.stdin.on('error', () => {})
  child.on('error', (error) => {
    ended = error.message
  })
  const gone = new Promise((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? `exit ${code}`)),
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  /** The next line that the program writes. */
  async function answer(patience = Number.POSITIVE_INFINITY) {
    let late = false
    const stop = () => {
      late = true
      child.kill('SIGKILL')
    }
    const timer = Number.isFinite(patience) ? setTimeout(stop, 1000 * patience) : undefined
    const { value, done } = await lines.next()
    clearTimeout(timer)
    if (!done) return JSON.parse(value)
    const how = await gone
    why = late ? `${TOO_LONG} ${limit} s` : (why ?? ended ?? reason(errors) ?? how)
    return { skipped: why }
  }
  return {
    /** What it says of itself when it starts. */
    answer,
    /** Whether it can still be asked. */
    lives: () => why === undefined,
    ask(line) {
      child.stdin.write(`${line}\n`)
      return answer(limit)
    },
    async stop() {
      child.stdin.end()
      await gone
    },
  }
}

/** The last line of a traceback says what went wrong. */
export function reason(errors) {
  const last = errors.trimEnd().split('\n').at(-1)?.trim()
  return last ? last.slice(0, 200) : undefined
}
