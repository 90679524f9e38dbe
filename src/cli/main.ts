import { createProgram } from './program.js'
import { showError } from './show-error.js'
import { terminalContext } from './terminal.js'

const context = terminalContext()
const args = process.argv.slice(2)
const program = createProgram(context)

try {
  await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  if (context.signal.aborted) process.exitCode = 130
} catch (error) {
  process.exitCode = showError(error, context, args.includes('--json'))
  // What was interrupted may still be at work, a read for instance.
  if (process.exitCode === 130) process.exit()
}
