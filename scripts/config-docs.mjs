// Writes docs/config.md and configs/dsm.schema.json from the schema, so that neither can say anything else than the program.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchema } from '../dist/index.js'

const page = new URL('../docs/config.md', import.meta.url)

/** The page as the schema has it now. */
function configPage() {
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

const files = [
  { url: page, text: configPage() },
  {
    url: new URL('../configs/dsm.schema.json', import.meta.url),
    text: `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  },
]

for (const { url, text } of files) {
  if (!process.argv.includes('--check')) writeFileSync(url, text)
  else if (readFileSync(url, 'utf8') !== text) {
    console.error(`${fileURLToPath(url)} is out of date: run node scripts/config-docs.mjs`)
    process.exitCode = 1
  }
}
