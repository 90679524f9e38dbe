import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../../errors.js'
import type { Heading } from '../../report/page/html.js'
import type { Picture, Section } from '../../report/page/section.js'
import { writeAtomically } from '../../store/atomic-write.js'
import type { ReportOptions } from '../commands/report.js'

/** Writes a report as one file, or as a folder of pictures. */
export async function writeReport(
  format: ReportOptions['format'],
  out: string,
  heading: Heading,
  sections: readonly Section[],
): Promise<void> {
  await mkdir(format === 'html' || format === 'json' ? dirname(out) : out, { recursive: true })
  if (format === 'html') {
    const { renderHtml } = await import('../../report/page/html.js')
    return writeAtomically(out, await renderHtml(heading, sections))
  }
  if (format === 'json') {
    const figures = Object.fromEntries(sections.map((section) => [section.id, section.figures]))
    return writeAtomically(out, `${JSON.stringify({ ...heading, ...figures }, null, 1)}\n`)
  }
  const pictures = sections.flatMap((section) => section.pictures)
  const draw = format === 'png' ? await pngDrawer() : null
  for (const picture of pictures) {
    const svg = await standAlone(picture)
    if (draw === null) await writeAtomically(join(out, `${picture.name}.svg`), svg)
    else await writeAtomically(join(out, `${picture.name}.png`), draw(svg))
  }
  if (format !== 'md') return
  const { renderMarkdown } = await import('../../report/page/markdown.js')
  await writeAtomically(join(out, 'report.md'), renderMarkdown(heading, sections))
}

async function standAlone(picture: Picture): Promise<string> {
  const [{ drawSvg }, { withLightColours }] = await Promise.all([
    import('../../report/page/svg.js'),
    import('../../report/page/palette.js'),
  ])
  const svg = withLightColours(await drawSvg(picture))
  return `${svg.includes('xmlns=') ? svg : svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`
}

/** Pixels need a library of their own, which not every platform has. */
async function pngDrawer(): Promise<(svg: string) => Buffer> {
  try {
    const { Resvg } = await import('@resvg/resvg-js')
    return (svg) =>
      new Resvg(svg, {
        background: 'white',
        fitTo: { mode: 'zoom', value: 2 },
        font: { loadSystemFonts: true, sansSerifFamily: 'DejaVu Sans', defaultFontFamily: 'DejaVu Sans' },
      })
        .render()
        .asPng()
  } catch (cause) {
    throw new UsageError(
      'no-png',
      'pictures in PNG need the optional package @resvg/resvg-js, which is not installed',
      {
        hint: 'npm install @resvg/resvg-js, or --format svg',
        cause,
      },
    )
  }
}
