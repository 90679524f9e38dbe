import type { CvResult } from '../../selection/index.js'
import { choicesLine, reason } from '../cv-words.js'
import { fixed } from '../format.js'
import { agreementPicture } from './agreement-picture.js'
import { criteriaPicture } from './criteria-picture.js'
import { cvCurve } from './cv-curve.js'
import type { RecordedCv } from './recorded-cv.js'
import type { Section } from './section.js'
import { splitsPicture } from './splits-picture.js'

/** How K was chosen: the curve of held-out figures, criteria, folds, and whether the states come back. */
export function choiceSection(cv: RecordedCv): Section {
  const { table, chosenRow } = cv
  const agreement = agreementPicture(table[chosenRow]!)
  return {
    id: 'choice',
    title: 'The choice of K',
    text: [
      reason(cv as CvResult),
      choicesLine(cv as CvResult),
      ...cv.warnings.map(({ message }) => `Note: ${message}.`),
    ],
    pictures: [
      cvCurve(cv),
      ...(table.some(({ bic }) => bic !== null) ? [criteriaPicture(cv)] : []),
      splitsPicture(cv),
      ...(agreement === null ? [] : [agreement]),
    ],
    table: {
      heads: ['', 'held-out', '± SE', 'Δ to best', '± SE', 'BIC', 'parameters', 'optimum', 'agreement'],
      rows: table.map((row) => [
        row.label,
        orDash(row.mean),
        orDash(row.standardError),
        orDash(row.difference),
        orDash(row.differenceStandardError),
        row.bic === null ? '-' : fixed(row.bic, 1),
        row.freeParameters,
        row.states === 1 ? '-' : `${row.restarts.atBest} of ${row.restarts.total}`,
        row.agreement === null ? '-' : fixed(row.agreement, 2),
      ]),
      left: [0],
    },
    figures: cv,
  }
}

function orDash(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '-' : fixed(value)
}
