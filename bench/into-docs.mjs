// Puts what a benchmark printed into its section of docs/performance.md:
// node bench/peers/run.mjs --report rows.jsonl | node bench/into-docs.mjs peers
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../docs/performance.md', import.meta.url)
const [name] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`]
const [from, to] = [text.indexOf(begin), text.indexOf(end)]
const printed = readFileSync(0, 'utf8').trim()
if (from < 0 || to < from) {
  const sections = [...text.matchAll(/<!-- begin (\S+) -->/g)].map((match) => match[1])
  console.error(`docs/performance.md has no section ${name}; there are ${sections.join(', ')}`)
  process.exitCode = 2
} else if (printed === '') {
  console.error('nothing came in: the section stays as it was')
  process.exitCode = 1
} else {
  const markdown = /^\| /m.test(printed)
  const body = markdown ? printed.replace(/^## /gm, '### ') : `\`\`\`text\n${printed}\n\`\`\``
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${body}\n\n${text.slice(to)}`)
}
