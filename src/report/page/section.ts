import type { TopLevelSpec } from 'vega-lite'
import type { TableOptions } from '../table.js'

/** One part of a report: what it shows, in words, in pictures and in figures. */
export interface Section {
  /** For links and file names: `choice`. */
  readonly id: string
  readonly title: string
  /** Paragraphs of plain text. */
  readonly text: readonly string[]
  readonly pictures: readonly Picture[]
  readonly table?: TableOptions | undefined
  /** The figures behind it, for `--format json`. */
  readonly figures: unknown
}

export interface Picture {
  /** For file names: `cv-curve`. */
  readonly name: string
  /** What a person who cannot see it has to know. */
  readonly alt: string
  readonly caption: string
  /** A vega-lite specification, or a whole SVG element. Colours are names of `palette`. */
  readonly drawing: { readonly spec: TopLevelSpec } | { readonly svg: string }
}

/** Points of one picture are thinned to about so many. */
export const mostPoints = 400
