import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml'
import type { Path } from './paths.js'
import { type ConfigProblem, ConfigProblems } from './problems.js'

/** A parsed YAML or JSON text that knows where in the file each value stands. */
export interface ConfigSource {
  readonly value: Record<string, unknown>
  /** Line and column (from 1) of the value at a path, or of its key; of what encloses it where it is not there. */
  locate(path: Path, atKey: boolean): { line: number; column: number }
}

/** Parses a config; throws ConfigProblems for broken syntax, duplicate keys, an empty file, or a top level that is no map. */
export function parseSource(text: string, file: string): ConfigSource {
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  if (document.errors.length > 0)
    throw new ConfigProblems(file, syntaxProblems(document.errors, text, file, place))
  const root = document.contents as Node | null
  if (root === null || (isScalar(root) && root.value === null)) {
    throw new ConfigProblems(
      file,
      [{ where: file, path: '', message: 'the file is empty; expected the keys data and model' }],
      'let `dsm init DATA` write a config for your data',
    )
  }
  if (!isMap(root)) {
    const found = isScalar(root) ? `the single value ${shortened(JSON.stringify(root.value))}` : 'a list'
    const at = place(root.range?.[0] ?? 0)
    throw new ConfigProblems(
      file,
      [
        {
          where: `${file}:${at.line}:${at.column}`,
          path: '',
          ...at,
          message: `expected keys with values (data: …, model: …) at the top of the file, got ${found}`,
        },
      ],
      'if this is a data file, let `dsm init` write a config for it',
    )
  }
  const value = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>
  return { value, locate: (path, atKey) => place(offsetOf(root, path, atKey)) }
}

/** The beginning of a text: a data file taken for a config may be one long value. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Offset of the node at a path; where the path leaves the tree, of the deepest key on it. */
function offsetOf(root: Node, path: Path, atKey: boolean): number {
  let node: unknown = root
  let offset = root.range?.[0] ?? 0
  for (const [depth, part] of path.entries()) {
    const last = depth === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part))
      if (pair === undefined) return offset
      const key = pair.key as Node
      const value = pair.value as Node | null
      const onKey = (last && atKey) || !value?.range || value.range[0] === value.range[1]
      offset = onKey ? (key.range?.[0] ?? offset) : last ? value.range![0] : (key.range?.[0] ?? offset)
      node = value
    } else if (typeof part === 'number' && node !== null && typeof node === 'object' && 'items' in node) {
      const item = (node.items as Node[])[part]
      if (item === undefined) return offset
      offset = item.range?.[0] ?? offset
      node = item
    } else return offset
  }
  return offset
}

function syntaxProblems(
  errors: readonly YAMLError[],
  text: string,
  file: string,
  place: (offset: number) => { line: number; column: number },
): ConfigProblem[] {
  // Where the syntax breaks, what follows is noise; keys that are there twice are each a mistake of its own.
  const twice = errors.filter((error) => error.code === 'DUPLICATE_KEY')
  return (twice.length > 0 ? twice : errors.slice(0, 1)).map((error) => {
    const at = place(error.pos[0])
    return { where: `${file}:${at.line}:${at.column}`, path: '', ...at, message: syntaxMessage(error, text) }
  })
}

function syntaxMessage(error: YAMLError, text: string): string {
  const rest = text.slice(error.pos[0])
  const word = /^[^\s:]+/.exec(rest)?.[0]
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `the key ${word ?? ''} is here for the second time; keep one of the two`
    case 'TAB_AS_INDENT':
      return 'a tab indents this line; YAML allows spaces only'
    case 'MISSING_CHAR':
      if (/closing "quote/.test(error.message)) return 'a double quote above is not closed'
      if (/closing 'quote/.test(error.message)) return 'a single quote above is not closed'
      return `not valid YAML: ${error.message.replace(/\s+/g, ' ')}`
    case 'BAD_INDENT':
      if (error.message.startsWith('Flow'))
        return 'a { or [ above is not closed, or what it holds is not indented'
      return 'the indentation does not fit the lines around it; keys of one map begin in the same column'
    case 'MULTIPLE_DOCS':
      return 'a second document begins here (---); a config is one document'
    default:
      return `not valid YAML: ${error.message.replace(/\s+/g, ' ')}`
  }
}
