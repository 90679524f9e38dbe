import type { TableOptions } from '../table.js'
import type { Section } from './section.js'
import { style } from './style.js'
import { drawSvg, escapeXml } from './svg.js'

/** What stands above the sections. */
export interface Heading {
  readonly title: string
  /** One sentence: what this is, or the choice. */
  readonly lead: string
  /** Data, dates, versions. */
  readonly small: string
}

/** The page: one file, no script, nothing from the network. */
export async function renderHtml(heading: Heading, sections: readonly Section[]): Promise<string> {
  const bodies: string[] = []
  for (const section of sections) bodies.push(await renderSection(section))
  const links = sections.map(({ id, title }) => `<a href="#${id}">${escapeXml(title)}</a>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(heading.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeXml(heading.title)}</h1>
<p class="lead">${escapeXml(heading.lead)}</p>
<p class="muted">${escapeXml(heading.small)}</p>
<nav aria-label="Sections">${links.join('\n')}</nav>
${bodies.join('\n')}
</main>
</body>
</html>
`
}

async function renderSection({ id, title, text, pictures, table }: Section): Promise<string> {
  const figures: string[] = []
  for (const picture of pictures)
    figures.push(
      `<figure>${await drawSvg(picture)}<figcaption>${escapeXml(picture.caption)}</figcaption></figure>`,
    )
  return [
    `<section id="${id}"><h2>${escapeXml(title)}</h2>`,
    ...text.map((paragraph) => `<p>${escapeXml(paragraph)}</p>`),
    ...(table === undefined ? [] : [renderHtmlTable(table)]),
    ...(figures.length === 0 ? [] : [`<div class="figures">${figures.join('\n')}</div>`]),
    '</section>',
  ].join('\n')
}

function renderHtmlTable({ heads, rows, left = [] }: TableOptions): string {
  const cell = (tag: string, text: string | number, column: number) =>
    `<${tag}${left.includes(column) ? ' class="left"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${escapeXml(String(text))}</${tag}>`
  const head = heads.map((text, c) => cell('th', text, c)).join('')
  const body = rows.map((row) => `<tr>${row.map((text, c) => cell('td', text, c)).join('')}</tr>`).join('\n')
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}
