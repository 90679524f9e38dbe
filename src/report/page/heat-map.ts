import type { TopLevelSpec } from 'vega-lite'
import { colour } from './palette.js'

export interface HeatMap {
  readonly width: number
  readonly height: number
  readonly values: readonly object[]
  /** Position encodings, as vega-lite takes them. */
  readonly x: object
  readonly y: object
  /** The field that shades a cell, and the values at which shading begins and ends (the data's own where left out). */
  readonly shade: { readonly field: string; readonly domain?: readonly [number, number] }
  /** What is written in each cell; null where cells are too many. */
  readonly text: { readonly field: string; readonly format: string; readonly fontSize?: number } | null
}

/** Cells shaded by opacity, so that one colour serves both schemes, with their figures where there is room. */
export function heatMap({ width, height, values, x, y, shade, text }: HeatMap): TopLevelSpec {
  const { field, domain } = shade
  const scale = { range: [0.02, 0.75], clamp: true, ...(domain === undefined ? {} : { domain }) }
  const cells = {
    mark: { type: 'rect', color: colour('accent') },
    encoding: { x, y, opacity: { field, type: 'quantitative', scale, legend: null } },
  }
  const figures = text && {
    mark: { type: 'text', fontSize: text.fontSize ?? 12 },
    encoding: { x, y, text: { field: text.field, format: text.format } },
  }
  const layer = figures === null ? [cells] : [cells, figures]
  return { width, height, data: { values }, layer } as never
}
