import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.js'
import { DsmError } from '../../src/errors.js'
import { brokenConfigs } from './broken-configs.js'

/** The message and the hint of what is thrown, line by line. */
function complaint(text: string, overrides: readonly string[] = []): string[] {
  try {
    loadConfig(text, { file: 'config.yaml', overrides })
  } catch (error) {
    if (!(error instanceof DsmError)) throw error
    expect(error.exitCode).toBe(2)
    return [...error.message.split('\n'), ...(error.hint === undefined ? [] : [`hint: ${error.hint}`])]
  }
  return ['no error']
}

describe('a broken config gets a message from which it can be mended', () => {
  it.each(brokenConfigs)('$title', ({ text, set, lines }) => {
    expect(complaint(text, set)).toEqual(lines)
  })

  it('the table has titles that differ', () => {
    expect(new Set(brokenConfigs.map(({ title }) => title)).size).toBe(brokenConfigs.length)
  })
})
