import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { colour } from './palette.js'
import type { Picture } from './section.js'

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** What all pictures share. */
const config = {
  background: 'transparent',
  font,
  view: { stroke: null },
  axis: {
    labelColor: colour('ink'),
    titleColor: colour('muted'),
    gridColor: colour('grid'),
    domainColor: colour('muted'),
    tickColor: colour('muted'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 150,
  },
  legend: {
    labelColor: colour('ink'),
    titleColor: colour('muted'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    orient: 'top',
    direction: 'horizontal',
    symbolStrokeWidth: 3,
  },
  header: { labelColor: colour('ink'), titleColor: colour('muted'), labelFontSize: 12 },
  title: { color: colour('ink'), fontSize: 13, fontWeight: 'normal', anchor: 'start' },
  text: { color: colour('ink'), fontSize: 12 },
} as const

/** The SVG element of a picture, with its words for those who cannot see it. */
export async function drawSvg({ drawing, alt, name }: Picture): Promise<string> {
  const svg = 'svg' in drawing ? drawing.svg : await draw(drawing.spec)
  const open = `<svg role="img" aria-labelledby="${name}-alt" `
  const words = `<title id="${name}-alt">${escapeXml(alt)}</title>`
  return svg.replace('<svg ', open).replace(/(<svg [^>]*>)/, `$1${words}`)
}

async function draw(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile({ ...spec, config: config as never }).spec), { renderer: 'none' })
  try {
    // Vega marks every axis and symbol as an image of its own for screen readers: one name for the whole is enough.
    const svg = await view.toSVG()
    return svg.replace(/ (role|aria-[a-z]+)="[^"]*"/g, '')
  } finally {
    view.finalize()
  }
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
