import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * A program that answers each line of its stdin with one line of JSON on its stdout. `ask` gives the answer, or
 * { skipped: why } where the program ended, or took longer than `limit` seconds and was stopped.
 */
export function startJsonProcess(
  command,
  args,
  { env = process.env, limit = Number.POSITIVE_INFINITY } = {},
) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  let ended
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
  async function answer() {
    let late = false
    const timer =
      limit < Number.POSITIVE_INFINITY &&
      setTimeout(() => {
        late = true
        child.kill('SIGKILL')
      }, 1000 * limit)
    const { value, done } = await lines.next()
    clearTimeout(timer)
    if (!done) return JSON.parse(value)
    const how = await gone
    return { skipped: late ? `longer than ${limit} s` : (ended ?? reason(errors) ?? how) }
  }
  return {
    answer,
    ask(line) {
      child.stdin.write(`${line}\n`)
      return answer()
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
