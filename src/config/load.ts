import { type CheckOptions, checkConfig } from './checks/index.js'
import { explain } from './explain.js'
import { withNetworkDefaults } from './neural.js'
import { applyOverride, type Override, parseOverride } from './overrides.js'
import type { Path } from './paths.js'
import { type Complaint, type ConfigProblem, ConfigProblems, complaintPath } from './problems.js'
import { withRecurrentInputs } from './recurrence.js'
import { type Config, configSchema } from './schema.js'
import { withSeeingTransitions } from './seeing-transitions.js'
import { type ConfigSource, parseSource } from './source.js'

export interface LoadOptions extends CheckOptions {
  /** Name of the file, for messages. */
  readonly file: string
  /** `path=value`, as given to --set; later ones win. */
  readonly overrides?: readonly string[]
  /** Values of a grid, written alike and laid over all else. */
  readonly grid?: readonly string[]
}

/**
 * Reads a YAML or JSON config: the schema's defaults filled in, everything checked that needs no data.
 * Throws ConfigProblems with all that is wrong, in the order of the file; UsageError for a bad override.
 */
export function loadConfig(text: string, options: LoadOptions): Config {
  const source = parseSource(text, options.file)
  const { overrides: set = [], grid = [] } = options
  const overrides = [
    ...set.map((override) => parseOverride(override)),
    ...grid.map((override) => parseOverride(override, '--grid')),
  ]
  for (const override of overrides) applyOverride(source.value, override)
  const result = configSchema.safeParse(source.value)
  const complaints = result.success
    ? checkConfig(result.data, options)
    : explain(configSchema, source.value, result.error.issues)
  if (complaints.length > 0 || !result.success)
    throw new ConfigProblems(options.file, placed(complaints, source, overrides, options.file))
  return withRecurrentInputs(withSeeingTransitions(withNetworkDefaults(result.data, source.value)))
}

function placed(
  complaints: readonly Complaint[],
  source: ConfigSource,
  overrides: readonly Override[],
  file: string,
): ConfigProblem[] {
  const problems = complaints.map((complaint): ConfigProblem => {
    const path = complaintPath(complaint)
    const override = overrides.findLast((entry) => isPrefix(entry.path, complaint.path))
    if (override !== undefined)
      return { where: `${override.option} ${override.text}`, path, message: complaint.message }
    const at = source.locate(complaint.path, complaint.atKey ?? false)
    return { where: `${file}:${at.line}:${at.column}`, path, ...at, message: complaint.message }
  })
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((part, i) => String(part) === String(long[i]))
}
