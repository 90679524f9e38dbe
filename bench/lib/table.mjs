/** Rows of texts as a Markdown table whose columns line up in a terminal too: the first to the left, others to the right. */
export function table(heads, rows) {
  const widths = heads.map((head, c) => Math.max(3, head.length, ...rows.map((row) => row[c].length)))
  const line = (cells) =>
    `| ${cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(' | ')} |`
  const rule = `| ${widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(heads), rule, ...rows.map(line)].join('\n')
}

/** Three significant figures, without an exponent. */
export function figures(value) {
  if (value === undefined || Number.isNaN(value)) return '-'
  if (!Number.isFinite(value)) return String(value)
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toFixed(Math.min(digits, 4))
}

export const milliseconds = (seconds) => (seconds === undefined ? '-' : figures(1000 * seconds))

export const megabytes = (bytes) => (bytes === undefined ? '-' : (bytes / 1e6).toFixed(0))
