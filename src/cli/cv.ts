import { dirname, join, resolve } from 'node:path'
import { gridVariants } from '../config/grid.js'
import type { SelectionConfig } from '../config/schema.js'
import { hashDataset } from '../data/index.js'
import { advice, plural, richerExperts } from '../report/index.js'
import { type CvOptions, type CvProblem, type CvResult, crossValidate } from '../selection/index.js'
import { writeAtomically } from '../store/atomic-write.js'
import { countFinishedJobs, openJobLog, searchKernel } from '../store/job-log.js'
import { searchKey } from '../store/search-key.js'
import type { BeamReport } from './beam-report.js'
import type { CvCommandOptions } from './commands/cv.js'
import { type Configured, configure, overridesOf } from './configure.js'
import { chosenConfig } from './cv-config.js'
import { openSearchEngine } from './cv-engine.js'
import { resumeCommand, shortPath, statesToTry, withSelectionOverrides } from './cv-options.js'
import { followSearch } from './cv-progress.js'
import { showSearch } from './cv-show.js'
import type { CommandIo } from './io.js'
import { toJson } from './json.js'
import { asRecorded } from './open-engine.js'
import { openTrainer } from './open-trainer.js'
import { readTrainingData } from './training-data.js'
import { packageVersion } from './version.js'

/** `dsm cv`: fits every candidate on every split and on all the data, and writes cv.jsonl, cv.json and config.yaml to the run folder. */
export async function crossValidateCommand(
  io: CommandIo,
  given: CvCommandOptions,
  file: string,
): Promise<void> {
  const options = withSelectionOverrides(given)
  const configured = await configure(io, options, file, { requireStates: false })
  const { config } = configured
  const variants = gridVariants(configured.text, config.selection.grid ?? {}, {
    file,
    overrides: overridesOf(options),
    requireStates: false,
  })
  const { data, experts, gate, source } = await readTrainingData(
    io,
    configured,
    columnsBeside(config.selection),
  )
  await source.close()
  const folder = resolve(io.context.cwd, configured.output)
  const log = join(folder, 'cv.jsonl')
  const resume = options.resume === true
  const recorded = resume ? await searchKernel(log) : null
  const { engine, kernel, openRunner, beamReport, close } = await openSearchEngine(
    asRecorded(config, recorded),
  )
  const network = await openTrainer(io, config)
  const key = searchKey(config, hashDataset(data), packageVersion(), kernel, network?.device)
  if (!resume) await sayForgotten(io, await countFinishedJobs(log, key))

  const problem: CvProblem = { config, data, experts, gate, engine, variants, trainer: network?.trainer }
  const search: CvOptions = {
    states: statesToTry(config.selection),
    openLog: () => openJobLog(log, key, resume),
    ...(network === null || network.sideBySide ? { openRunner: openRunner(network?.device ?? null) } : {}),
  }
  const searching = followSearch(io, crossValidate(problem, search), resumeCommand(file, given))
  const result = await searching.finally(() => {
    network?.close()
    close()
  })
  const commands = {
    widen: (kRange: string) => resumeCommand(file, given, { kRange }),
    addGrid: (grid: string) => resumeCommand(file, given, { grid: [...(given.grid ?? []), grid] }),
    set: (setting: string) => resumeCommand(file, given, { set: [...given.set, setting] }, false),
    restarts: (restarts: number) => resumeCommand(file, given, { restarts }),
  }
  io.warn(...result.warnings, ...advice(result, richerExperts(config), commands))

  const configPath = configPathIn(folder, resolve(io.context.cwd, file))
  await writeAtomically(configPath, configFor(io, configured, overridesOf(options), result))
  const beam = beamReport()
  const short = shortPath(io.context.cwd, configPath)
  const record = jsonRecord(result, short, beam)
  await writeAtomically(join(folder, 'cv.json'), toJson(record, io.warnings))
  io.result(record)
  showSearch(io, result, short, configured.dataPath, beam)
}

/** Columns that tell groups and strata, with the keys that name them. */
function columnsBeside({ group, stratify }: SelectionConfig): [string, string][] {
  return [
    ...(group === undefined ? [] : [[group, 'selection.group'] as [string, string]]),
    ...(stratify === undefined ? [] : [[stratify, 'selection.stratify'] as [string, string]]),
  ]
}

/** Never the config that the search was asked for with. */
function configPathIn(folder: string, given: string): string {
  const path = join(folder, 'config.yaml')
  return path === given ? join(folder, 'chosen.yaml') : path
}

async function sayForgotten(io: CommandIo, jobs: number): Promise<void> {
  if (jobs > 0)
    io.say(
      `beginning afresh; --resume would have reused ${plural(jobs, 'finished fit')} of an earlier search`,
    )
}

function configFor(
  io: CommandIo,
  configured: Configured,
  overrides: readonly string[],
  { table, chosenRow }: CvResult,
): string {
  const { cwd } = io.context
  const { config, text, dataPath, output, file } = configured
  const { states, settings } = table[chosenRow]!
  return chosenConfig({
    text,
    config,
    overrides,
    states,
    settings,
    from: dirname(resolve(cwd, file)),
    to: resolve(cwd, output),
    data: dataPath === '-' ? '-' : resolve(cwd, dataPath),
  })
}

function jsonRecord(
  { warnings: _shown, ...result }: CvResult,
  config: string,
  beam: BeamReport | null,
): object {
  return { ...result, config, ...(beam === null ? {} : { beam }) }
}
