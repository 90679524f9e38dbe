import { parseArgs } from 'node:util'

/**
 * Reads a script's flags, or prints what they are and ends the process: on --help, and on a flag that is not there.
 * `known`: { name: { type: 'number' | 'list' | 'numbers' | 'text' | 'switch', default, help } }
 */
export function readFlags(purpose, known) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type }]) => [
      name,
      { type: type === 'switch' ? 'boolean' : 'string' },
    ]),
  )
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } })
    if (values.help) {
      console.log(usage(purpose, known))
      process.exit(0)
    }
    return Object.fromEntries(
      Object.entries(known).map(([name, flag]) => [
        name,
        values[name] === undefined ? flag.default : convert(name, flag.type, values[name]),
      ]),
    )
  } catch (error) {
    console.error(`${error.message}\n\n${usage(purpose, known)}`)
    process.exit(2)
  }
}

function convert(name, type, text) {
  switch (type) {
    case 'number':
      return number(name, text)
    case 'numbers':
      return text.split(',').map((part) => number(name, part))
    case 'list':
      return text.split(',')
    default:
      return text
  }
}

function number(name, text) {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Error(`--${name}: expected a number, got ${text}`)
  return value
}

function usage(purpose, known) {
  const width = Math.max(...Object.keys(known).map((name) => name.length))
  const lines = Object.entries(known).map(([name, { help, default: value }]) => {
    const standing = value === undefined || value === false ? '' : ` (${value})`
    return `  --${name.padEnd(width)}  ${help}${standing}`
  })
  return [purpose, '', ...lines].join('\n')
}
