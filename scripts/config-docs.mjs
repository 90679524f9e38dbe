// Writes docs/config.md from the schema, so that the page cannot say anything else than the program.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchema } from '../dist/index.js'

const page = new URL('../docs/config.md', import.meta.url)

/** The page as the schema has it now. */
export function configPage() {
  const schema = configJsonSchema()
  const rows = []
  walk(schema, '', rows, schema)
  return `# The config

Made from the schema by \`node scripts/config-docs.mjs\`; \`dsm schema\` prints the schema itself, for editors. A config is YAML or
JSON; paths in it are relative to its file. An unknown key is an error. \`--set model.states=4\` overrides any key.

| key | value | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function walk(node, path, rows, root) {
  for (const [key, raw] of Object.entries(node.properties ?? {})) {
    const value = resolve(raw, root)
    const here = path === '' ? key : `${path}.${key}`
    const fallback = 'default' in value && typeof value.default !== 'object' ? `\`${value.default}\`` : ''
    const inner = value.properties !== undefined || value.items?.oneOf !== undefined
    if (!inner || value.description !== undefined) {
      rows.push(
        `| \`${here}\` | ${typeOf(value, root)} | ${fallback} | ${forTable(value.description ?? '')} |`,
      )
    }
    walk(value, here, rows, root)
    for (const option of value.items?.oneOf ?? []) {
      const family = resolve(option, root)
      rows.push(`| **${here}[…] with \`family: ${family.properties.family.const}\`** | | | |`)
      const { family: _family, ...rest } = family.properties
      walk({ properties: rest }, `${here}[…]`, rows, root)
    }
    for (const option of value.anyOf ?? []) walk(resolve(option, root), here, rows, root)
  }
}

function resolve(node, root) {
  if (node.$ref === undefined) return node
  return {
    ...node.$ref
      .slice(2)
      .split('/')
      .reduce((at, part) => at[part], root),
    ...node,
  }
}

function typeOf(node, root) {
  if (node.$ref?.endsWith('/NestedNumbers')) return 'numbers in nested lists'
  const value = resolve(node, root)
  if (value.const !== undefined) return `\`${value.const}\``
  if (value.enum !== undefined) return value.enum.map((v) => `\`${v}\``).join(', ')
  const options = value.anyOf ?? value.oneOf
  if (options !== undefined) return [...new Set(options.map((option) => typeOf(option, root)))].join(' or ')
  if (value.type === 'array') {
    if (value.items?.oneOf !== undefined) return 'list'
    const item = value.items === undefined ? '' : typeOf(value.items, root)
    return item === '' ? 'list' : `list of ${item}`
  }
  if (value.type === 'object') return value.additionalProperties ? 'map' : 'section'
  if (value.type === 'integer') return 'whole number'
  return value.type === 'string' ? 'text' : (value.type ?? '')
}

function forTable(text) {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    if (readFileSync(page, 'utf8') !== configPage()) {
      console.error('docs/config.md is out of date: run node scripts/config-docs.mjs')
      process.exitCode = 1
    }
  } else {
    writeFileSync(page, configPage())
  }
}
