import { ConfigError } from '../errors.js'
import { formatPath, type Path } from './paths.js'

/** One thing that is wrong with a config, before its place in the file is known. */
export interface Complaint {
  readonly path: Path
  /** Whether the place is the key itself (an unknown key) and not its value. */
  readonly atKey?: boolean
  /** What was expected and what was there. */
  readonly message: string
  /** The key that an unknown key most likely stands for. */
  readonly meant?: string
}

/** One thing that is wrong with a config, and where. */
export interface ConfigProblem {
  /** `config.yaml:7:5`, `config.yaml` or `--set model.states=0`. */
  readonly where: string
  /** `model.experts[0].family`; empty for the file as a whole. */
  readonly path: string
  /** Line and column of the file, from 1; absent where the problem has no place in the file. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly message: string
}

/** All that is wrong with a config, in the order of the file. */
export class ConfigProblems extends ConfigError {
  constructor(
    readonly file: string,
    readonly problems: readonly ConfigProblem[],
    hint?: string,
  ) {
    super('config', render(file, problems), { where: file, hint })
  }
}

/** `config.yaml:7:5 model.experts[0].famly: unknown key; did you mean "family"?` */
export function problemLine(problem: ConfigProblem): string {
  return `${problem.where}${problem.path === '' ? ':' : ` ${problem.path}:`} ${problem.message}`
}

export function complaintPath(complaint: Complaint): string {
  return formatPath(complaint.path)
}

function render(file: string, problems: readonly ConfigProblem[]): string {
  if (problems.length === 1) return problemLine(problems[0]!)
  return [
    `${file} has ${problems.length} problems:`,
    ...problems.map((problem) => `  ${problemLine(problem)}`),
  ].join('\n')
}
