import { isNeural } from '../../config/neural.js'
import type { Config } from '../../config/schema.js'
import type { Warning } from '../../errors.js'
import { plural } from '../../report/format.js'
import { namesOrder } from '../init/names.js'
import type { TrainingData } from '../training-data.js'
import { collinearColumns } from './collinear.js'
import { columnMistakes } from './column-mistakes.js'
import type { CheckReport } from './report.js'
import { orderGaps, repeatedSteps } from './steps.js'

/** What is likely to be a mistake, though it could be meant. `identifiers`: columns that may tell sequences apart. */
export function likelyMistakes(
  config: Config,
  { data, experts }: TrainingData,
  report: CheckReport,
  identifiers: readonly string[],
): Warning[] {
  return [
    ...report.columns.flatMap(columnMistakes),
    ...sequenceMistakes(config, report),
    ...sizeMistakes(config, report),
    ...collinearColumns(data, experts),
    ...orderGaps(data),
    ...repeatedSteps(data, report),
    ...unusedMistakes(config, report, identifiers),
  ]
}

function sequenceMistakes(config: Config, { sequences, lengths, steps, gate }: CheckReport): Warning[] {
  const column = config.data.sequence
  if (column !== undefined && sequences === 1 && steps > 1) {
    return [
      {
        code: 'one-sequence',
        message: `data.sequence: the column "${column}" has one value only, so the data are one sequence`,
      },
    ]
  }
  if (gate !== 'markov' || sequences === 1) return []
  if (lengths.maximum === 1) {
    const where =
      column === undefined
        ? 'every sequence'
        : `data.sequence: every value of "${column}" occurs once, so every sequence`
    const message = `${where} is one step long and a markov gate has no transition to learn; name another column, or write gate: independent`
    return [{ code: 'length-one', message }]
  }
  if (lengths.median > 1) return []
  return [
    {
      code: 'length-one',
      message: 'more than half of the sequences are one step long; they tell nothing of the transitions',
    },
  ]
}

function sizeMistakes(
  config: Config,
  { parameters, steps, observedCells, sequences, gate }: CheckReport,
): Warning[] {
  const warnings: Warning[] = []
  const units = gate === 'static' ? sequences : steps
  const noun = gate === 'static' ? 'sequence' : 'step'
  const { states, free } = parameters.at(-1)!
  const place =
    config.model.states === undefined
      ? `selection.kRange goes up to ${states} states`
      : `model.states: ${states} states`
  if (states > units / 10 && states > 1) {
    warnings.push({
      code: 'many-states',
      message: `${place}, for ${plural(units, noun)}; expect at least ten ${noun}s for each state`,
    })
  }
  if (free > observedCells / 5) {
    const message = `the model has ${plural(free, 'free parameter')} at ${plural(states, 'state')} for ${plural(observedCells, 'observed cell')}; ${remedies(config)}`
    warnings.push({ code: 'many-parameters', message })
  }
  return warnings
}

function unusedMistakes(
  config: Config,
  { unused, columns, sequences }: CheckReport,
  identifiers: readonly string[],
): Warning[] {
  const warnings: Warning[] = []
  const sequence = unused.find((name) => identifiers.includes(name))
  if (config.data.sequence === undefined && sequences === 1 && sequence !== undefined) {
    const message = `the column "${sequence}" is not used; if it tells sequences apart, write data.sequence: ${JSON.stringify(sequence)}`
    warnings.push({ code: 'no-sequence', message })
  }
  const order = unused.find((name) => namesOrder(name) && name !== sequence)
  if (config.data.order === undefined && order !== undefined) {
    const message = `the column "${order}" is not used; if it orders the steps, write data.order: ${JSON.stringify(order)}`
    warnings.push({ code: 'no-order', message })
  }
  const covariates = columns.filter(({ role }) => role === 'y').map(({ name }) => name)
  if (covariates.length > 0 && !isNeural(config.model)) {
    warnings.push({
      code: 'unused-y',
      message: `data.y (${covariates.join(', ')}) is read, but no expert of this config depends on y; only family: neural does`,
    })
  }
  return warnings
}

function remedies({ model }: Config): string {
  const full = model.experts.some(
    (expert) =>
      (expert.family === 'gaussian' || expert.family === 'student-t') &&
      expert.covariance === 'full' &&
      expert.columns?.length !== 1,
  )
  return full ? 'take fewer states, covariance: diagonal, or a prior' : 'take fewer states, or a prior'
}
