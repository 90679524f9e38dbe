import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type DataFormat, dataConfig, formats } from '../../config/data.js'
import { configJsonSchema } from '../../config/json-schema.js'
import { nearest } from '../../config/suggest.js'
import { formatOf } from '../../data/format.js'
import { dataSource } from '../../data/source.js'
import { DataError, UsageError } from '../../errors.js'
import type { InitOptions } from '../commands/init.js'
import { orInterrupted } from '../interrupted.js'
import type { CommandIo } from '../io.js'
import { guess } from './guess.js'
import { writeConfig } from './write.js'

const schemaName = 'dsm.schema.json'

/** Looks at a data file and writes a config for it, on stdout or to `--out` with its JSON Schema beside it. */
export async function initConfig(io: CommandIo, options: InitOptions, data: string): Promise<void> {
  const { cwd, stdin } = io.context
  const out = options.out === undefined ? undefined : resolve(cwd, options.out)
  if (out !== undefined && existsSync(out) && options.force !== true) {
    throw new UsageError('exists', `${options.out} is there already`, {
      hint: 'give --force to overwrite it, or another name',
    })
  }
  const format = checkedFormat(options.format)
  const config = dataConfig.parse({ path: data, ...(format === undefined ? {} : { format }) })
  const source = dataSource(data, stdin)
  const found = await orInterrupted(
    io.context,
    guess(source, config).finally(() => source.close()),
  )
  if (found.choices.every(({ family }) => family === null)) {
    const reasons = found.choices.map(({ name, why }) => `"${name}" ${why}`).join('; ')
    throw new DataError(
      'nothing-to-model',
      `no column of ${data} can be modelled${reasons === '' ? '' : `: ${reasons}`}`,
      {
        where: data,
        hint: 'Mend the columns, or write the config by hand.',
      },
    )
  }
  const folder = out === undefined ? cwd : dirname(out)
  const text = writeConfig(found, {
    path: data === '-' ? '-' : relative(folder, resolve(cwd, data)).replaceAll('\\', '/'),
    nameFormat: !tellsFormat(data, found.format),
    schema: `./${schemaName}`,
    output: `runs/${stem(data)}`,
  })
  if (out === undefined) {
    io.print(text.trimEnd())
    io.say(
      `\nNext: dsm init ${data}${options.format === undefined ? '' : ` --format ${options.format}`} --out config.yaml writes this to a file, with the ${schemaName} that line 1 names.`,
    )
  } else {
    await mkdir(folder, { recursive: true })
    await writeFile(out, text)
    await writeSchema(join(folder, schemaName))
    io.say(
      `Wrote ${options.out} and, beside it, ${schemaName} (it lets editors check and complete the config).`,
    )
    io.say(`Next:\n  dsm check ${options.out}\n  dsm cv ${options.out}`)
  }
  io.result({ config: options.out ?? null, text, ...found.roles, columns: found.choices })
}

function checkedFormat(text: string | undefined): DataFormat | undefined {
  if (text === undefined || (formats as readonly string[]).includes(text))
    return text as DataFormat | undefined
  const close = nearest(text, formats)
  throw new UsageError(
    'format',
    `--format ${text}: there are ${formats.join(', ')}`,
    close === undefined ? {} : { hint: `did you mean ${close}?` },
  )
}

function tellsFormat(name: string, format: DataFormat): boolean {
  try {
    return formatOf(name, {}) === format
  } catch {
    return false
  }
}

/** Leaves a schema that is up to date alone. */
async function writeSchema(path: string): Promise<void> {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`
  const before = existsSync(path) ? await readFile(path, 'utf8') : null
  if (before !== text) await writeFile(path, text)
}

/** `panel` of `some/panel.csv.gz`. */
function stem(path: string): string {
  return path === '-' ? 'stdin' : basename(path).replace(/\..*$/, '') || 'data'
}
