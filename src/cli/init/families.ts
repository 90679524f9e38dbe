import type { DataFormat } from '../../config/data.js'
import { significant } from '../../report/format.js'
import { namesCode, namesCount } from './names.js'
import { type ColumnProfile, present } from './profile.js'
import { yamlText } from './yaml-text.js'

export type Family = 'gaussian' | 'categorical' | 'bernoulli' | 'poisson'

/** What becomes of a column: an expert that models it, or a reason to leave it out. */
export type Choice =
  | {
      readonly name: string
      readonly family: Family
      readonly why: string
      readonly hapax?: boolean
      readonly markers?: readonly string[]
    }
  | { readonly name: string; readonly family: null; readonly why: string }

export function leftOut({ name }: ColumnProfile, why: string): Choice {
  return { name, family: null, why }
}

/** The choice for a column that does not change within a sequence. */
export function unchangingChoice(column: ColumnProfile): Choice {
  const parts = [...column.values.keys()]
  if (
    parts.length > 1 &&
    parts.every((part) => /^(train|training|test|dev|valid|validation|val)$/i.test(part))
  ) {
    return leftOut(
      column,
      `tells ${parts.join(' from ')}; where: { ${yamlText(column.name)}: ${parts[0]} } keeps one part`,
    )
  }
  const plain = chooseFamily(column)
  return plain.family === null ? plain : leftOut(column, 'does not change within a sequence')
}

/** In files of tokens: the column of the words, which alone is modelled at first. */
export function wordColumn(format: DataFormat, columns: readonly ColumnProfile[]): string | undefined {
  if (format === 'conllu') return 'form'
  if (format !== 'conll') return undefined
  const texts = columns.filter(({ words }) => words.size > 1)
  return texts.reduce<ColumnProfile | undefined>(
    (best, column) => (best === undefined || column.values.size > best.values.size ? column : best),
    undefined,
  )?.name
}

/** The family that fits what a column holds. */
export function chooseFamily(column: ColumnProfile): Choice {
  const out = (why: string): Choice => leftOut(column, why)
  const full = present(column)
  if (full === 0) return out('is empty')
  if (column.values.size === 1 && !column.many)
    return out(`is constant (${shown(column.values.keys().next().value!)})`)
  if (column.missing > column.rows / 2)
    return out(`is missing in ${Math.round((100 * column.missing) / column.rows)} % of the rows`)
  if (column.dates > 0.9 * full) return out('holds dates')
  if (column.decimalCommas > 0.5 * full)
    return out('holds numbers with decimal commas; write them with points')
  if (column.infinite > 0)
    return out(`holds ${column.infinite} infinite numbers; mend them, or name them in data.missing`)
  if (column.numbers === full) return numberFamily(column, out)
  const strangers = [...column.words.keys()]
  if (column.numbers >= 0.8 * full && strangers.length <= 3 && !column.many) {
    const choice = numberFamily(column, out)
    return choice.family === null || choice.family === 'categorical'
      ? choice
      : { ...choice, markers: strangers }
  }
  return textFamily(column, out)
}

function numberFamily(column: ColumnProfile, out: (why: string) => Choice): Choice {
  const { name, minimum, maximum, mean } = column
  const distinct = [...column.values.keys()].filter((value) => !column.words.has(value)).length
  const whole = column.integers === column.numbers
  const choose = (family: Family, why: string): Choice => ({ name, family, why })
  if (!whole)
    return choose('gaussian', `numbers from ${significant(minimum, 5)} to ${significant(maximum, 5)}`)
  if (minimum === 0 && maximum === 1) return choose('bernoulli', '0 or 1')
  if (column.counter && column.rows >= 10) return out('numbers the rows')
  if (namesCode(name) && distinct <= 100 && !column.many)
    return choose('categorical', `${distinct} whole numbers, taken for codes`)
  if (namesCount(name) && minimum >= 0) return choose('poisson', `counts from ${minimum} to ${maximum}`)
  if (distinct <= 10 && (minimum >= 1 || distinct <= 3) && maximum - minimum < 20) {
    return choose(
      'categorical',
      `${distinct} whole numbers, taken for codes; poisson or gaussian if they are amounts`,
    )
  }
  if (minimum >= 0 && mean <= 30)
    return choose('poisson', `whole numbers from ${minimum} to ${maximum}, taken for counts`)
  return choose('gaussian', `whole numbers from ${minimum} to ${maximum}`)
}

function textFamily(column: ColumnProfile, out: (why: string) => Choice): Choice {
  const { name, values, many } = column
  const full = present(column)
  const distinct = values.size
  if (!many && distinct >= 0.95 * full && full >= 10)
    return out(`has another value in ${distinct === full ? '' : 'almost '}every row`)
  if (distinct > full / 2 && distinct > 10 && [...values.keys()].some((value) => value.length > 40)) {
    return out('holds long texts that hardly recur')
  }
  // A symbol seen once is a sign that there are others, never seen.
  const open = many || distinct > 30 || [...values.values()].includes(1)
  return {
    name,
    family: 'categorical',
    why: `${many ? 'more than ' : ''}${distinct} values`,
    ...(open ? { hapax: true } : {}),
    ...(column.markers > 0 ? { markers: ['NA', 'NaN'] } : {}),
  }
}

function shown(text: string): string {
  const value = text.replace(/\s+/g, ' ')
  return value.length > 30 ? `${value.slice(0, 29)}…` : value
}
