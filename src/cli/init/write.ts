import { count, plural } from '../../report/format.js'
import type { Choice, Family } from './families.js'
import type { Guess } from './guess.js'
import { yamlNames, yamlText } from './yaml-text.js'

type Modelled = Extract<Choice, { family: Family }>

export interface WriteOptions {
  /** The data file relative to the config. */
  readonly path: string
  /** Whether the format must stand in the config because the name does not tell it. */
  readonly nameFormat: boolean
  /** Where the JSON Schema lies, relative to the config. */
  readonly schema: string
  readonly output: string
}

/** The commented config for a file. */
export function writeConfig(guess: Guess, options: WriteOptions): string {
  const modelled = guess.choices.filter((choice): choice is Modelled => choice.family !== null)
  return [
    `# yaml-language-server: $schema=${options.schema}`,
    `# Written by dsm init; ${plural(guess.rows, 'row')}${guess.more ? ' (and more, not looked at)' : ''} of ${plural(guess.header.length, 'column')}. Guesses: read them once.`,
    ...dataSection(guess, modelled, options),
    '',
    ...modelSection(guess, modelled),
    '',
    'training:',
    '  restarts: 10          # starts of EM; the best is kept',
    '  maxIterations: 500',
    '  tolerance: 1.0e-8',
    '  seed: 1',
    '',
    'selection:              # for dsm cv',
    '  kRange: "1:6"',
    '  folds: 5',
    '  rule: one-standard-error',
    '',
    `output: ${yamlText(options.output)}`,
    '',
  ].join('\n')
}

function dataSection(guess: Guess, modelled: readonly Modelled[], options: WriteOptions): string[] {
  const { roles, format, header } = guess
  const lines = ['data:', `  path: ${yamlText(options.path)}`]
  if (options.nameFormat) lines.push(`  format: ${format}`)
  if (format === 'text') lines.push('  tokens: words         # or characters')
  if (roles.sequence !== undefined)
    lines.push(`  sequence: ${yamlText(roles.sequence)}   # ${count(roles.sequences)} sequences`)
  else if (guess.ownSequences) lines.push(`  # ${count(roles.sequences)} sequences, as the file has them`)
  else lines.push('  # sequence: COLUMN    # no column seems to tell sequences apart: the whole file is one')
  if (roles.order !== undefined) lines.push(`  order: ${yamlText(roles.order)}`)
  else lines.push('  # order: COLUMN       # without it the order of the rows')
  lines.push(
    `  x: ${yamlNames(
      modelled.map(({ name }) => name),
      header,
    )}`,
  )
  if (roles.states !== undefined) {
    lines.push(
      `  # z: ${yamlText(roles.states)}   # known hidden states? As z they name and train the states; leave model.states out then`,
    )
  }
  const marked = modelled.filter(({ markers }) => markers !== undefined)
  if (marked.length > 0) {
    lines.push('  missing:              # cells that mean "missing"')
    for (const { name, family, markers } of marked) {
      const all = family === 'categorical' ? markers! : ['NA', 'NaN', ...markers!]
      lines.push(
        `    ${yamlText(name)}: [${['""', ...new Set(all.map((marker) => JSON.stringify(marker)))].join(', ')}]`,
      )
    }
  }
  const out = guess.choices.filter(({ family }) => family === null)
  if (out.length > 0) {
    lines.push('  # Left out of x:')
    for (const { name, why } of out) lines.push(`  #   ${yamlText(name)} ${why}`)
  }
  return lines
}

function modelSection(guess: Guess, modelled: readonly Modelled[]): string[] {
  const short = guess.roles.sequences >= guess.rows / 1.5
  const lines = [
    'model:',
    short
      ? '  gate: independent     # the sequences are hardly longer than one step; markov for a chain'
      : '  gate: markov          # static: one state for a whole sequence; independent: no memory',
    '  states: 3             # K; dsm cv chooses it',
    '  experts:              # given the state, the groups of columns are independent',
  ]
  for (const family of ['gaussian', 'poisson', 'bernoulli', 'categorical'] as const) {
    const plain = modelled.filter((choice) => choice.family === family && choice.hapax !== true)
    if (plain.length > 0)
      lines.push(...expert(guess, family, plain, family === 'gaussian' ? covariance(plain.length) : ''))
    const open = modelled.filter((choice) => choice.family === family && choice.hapax === true)
    if (open.length > 0) lines.push(...expert(guess, family, open, ', unknown: hapax'))
  }
  return lines
}

/** A full covariance matrix has D(D+1)/2 parameters a state: too many for many columns. */
function covariance(columns: number): string {
  return columns <= 8 ? ', covariance: full' : ', covariance: diagonal'
}

function expert(guess: Guess, family: Family, choices: readonly Modelled[], more: string): string[] {
  const names = yamlNames(
    choices.map(({ name }) => name),
    guess.header,
  )
  const shown = choices.slice(0, 8).map(({ name, why }) => `    #   ${yamlText(name)}: ${why}`)
  if (choices.length > 8) shown.push(`    #   … and ${choices.length - 8} more`)
  const prior = family === 'bernoulli' || (family === 'categorical' && more !== '') ? [priorHint(family)] : []
  return [...shown, `    - { family: ${family}, columns: ${names}${more} }`, ...prior]
}

function priorHint(family: Family): string {
  return `    #   prior: { strength: 1 } in this expert keeps what a state never saw in training possible${family === 'categorical' ? ' (symbols seen in other states)' : ''}`
}
