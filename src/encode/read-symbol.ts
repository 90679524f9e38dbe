import type { SymbolReading } from './encoded.js'

/** What of the text of a cell is the symbol. */
export function readSymbol(text: string, { lowerCase, part, length = 0 }: SymbolReading): string {
  const word = lowerCase === true ? text.toLowerCase() : text
  switch (part) {
    case undefined:
      return word
    case 'prefix':
      return [...word].slice(0, length).join('')
    case 'suffix':
      return [...word].slice(-length).join('')
    case 'shape':
      return shapeOf(word)
  }
}

/** The letters of a cell that is read letter by letter. */
export function lettersOf(text: string, reading: SymbolReading): string[] {
  return [...readSymbol(text, reading)]
}

/** Capitals X, small letters x, other letters c, digits d, all else itself; runs of three or more count as two: `Xxx`, `dd`, `XX-x`. */
function shapeOf(word: string): string {
  const classes = [...word].map((letter) => {
    if (/\p{Lu}|\p{Lt}/u.test(letter)) return 'X'
    if (/\p{Ll}/u.test(letter)) return 'x'
    if (/\p{L}|\p{M}/u.test(letter)) return 'c'
    return /\p{N}/u.test(letter) ? 'd' : letter
  })
  return classes.filter((c, i) => c !== classes[i - 1] || c !== classes[i - 2]).join('')
}
