import type { FittedModel } from '../fitted-model.js'
import { plural } from '../format.js'
import { densityPictures } from './density-picture.js'
import { numberColumns, type Observed } from './observed.js'
import type { Section } from './section.js'
import { symbolPictures } from './symbols-picture.js'

const mostColumns = 6

/** What each state says: its density over the data's histogram, or its likeliest symbols. */
export function expertsSection(fitted: FittedModel, observed: Observed): Section | null {
  const { compiled } = observed
  const numbers = numberColumns(observed)
  const shown = numbers.slice(0, mostColumns)
  const pictures = [
    ...shown.flatMap((column) => densityPictures(fitted, observed, column)),
    ...compiled.model.experts.flatMap((_, e) => symbolPictures(fitted, observed, e)),
  ]
  if (pictures.length === 0) return null
  const left = numbers.length - shown.length
  return {
    id: 'experts',
    title: 'What the states say',
    text:
      left > 0
        ? [`The first ${mostColumns} of ${plural(numbers.length, 'column')} are shown; dsm show has all.`]
        : [],
    pictures,
    figures: pictures.map(({ name, caption }) => ({ name, caption })),
  }
}
