import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configSchema } from '../../src/config/schema.js'

const configs = readdirSync('configs', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
)

describe('the configs of the documented results', () => {
  it('are there', () => {
    expect(configs.length).toBeGreaterThan(5)
  })

  it.each(configs)('%s obeys the schema and names where its data come from', (file) => {
    const text = readFileSync(`configs/${file}`, 'utf8')
    expect(configSchema.safeParse(parse(text)).error?.message).toBeUndefined()
    expect(text).toMatch(/^# /)
  })
})
