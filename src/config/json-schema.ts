import { z } from 'zod'
import { configSchema } from './schema.js'

/** The config's JSON Schema (draft 2020-12), for editors: made from the schema that validates. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>
  const { $schema, ...rest } = schema
  return { $schema, title: 'dsm config', ...rest }
}
