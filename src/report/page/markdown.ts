import type { TableOptions } from '../table.js'
import type { Heading } from './html.js'
import type { Section } from './section.js'

/** The report as Markdown; pictures stand beside it as `<name>.svg`. */
export function renderMarkdown(heading: Heading, sections: readonly Section[]): string {
  const parts = sections.flatMap(({ title, text, table, pictures }) => [
    `## ${title}`,
    ...text,
    ...(table === undefined ? [] : [markdownTable(table)]),
    ...pictures.map(
      ({ name, alt, caption }) => `![${alt.replaceAll(/[[\]]/g, '')}](${name}.svg)\n\n${caption}`,
    ),
  ])
  return `${[`# ${heading.title}`, heading.lead, heading.small, ...parts].join('\n\n')}\n`
}

function markdownTable({ heads, rows, left = [] }: TableOptions): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  const rule = heads.map((_, c) => (left.includes(c) ? ':--' : '--:'))
  return [line(heads), line(rule), ...rows.map(line)].join('\n')
}
