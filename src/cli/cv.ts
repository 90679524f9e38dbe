import { dirname, join, resolve } from 'node:path'
import { hashDataset } from '../data/index.js'
import { plural } from '../report/index.js'
import { type CvOptions, type CvProblem, type CvResult, crossValidate } from '../selection/index.js'
import { writeAtomically } from '../store/atomic-write.js'
import { countFinishedJobs, openJobLog, searchKernel } from '../store/job-log.js'
import { searchKey } from '../store/search-key.js'
import { type BeamReport, beamReport, keptWords } from './beam-report.js'
import type { CvCommandOptions } from './commands/cv.js'
import { type Configured, configure, overridesOf } from './configure.js'
import { chosenConfig } from './cv-config.js'
import { quoted, resumeCommand, shortPath, statesToTry, withSelectionOverrides } from './cv-options.js'
import { followSearch } from './cv-progress.js'
import { cvChart, cvTable } from './cv-table.js'
import { advice, choicesLine, reason } from './cv-words.js'
import type { CommandIo } from './io.js'
import { toJson } from './json.js'
import { asRecorded, openEngine } from './open-engine.js'
import { readTrainingData } from './training-data.js'
import { packageVersion } from './version.js'

/** `dsm cv`: fits every K on every fold and on all the data, and writes cv.jsonl, cv.json and config.yaml to the run folder. */
export async function crossValidateCommand(
  io: CommandIo,
  given: CvCommandOptions,
  file: string,
): Promise<void> {
  const options = withSelectionOverrides(given)
  const configured = await configure(io, options, file, { requireStates: false })
  const { config } = configured
  const { data, experts, source } = await readTrainingData(io, configured)
  await source.close()
  const folder = resolve(io.context.cwd, configured.output)
  const log = join(folder, 'cv.jsonl')
  const resume = options.resume === true
  const recorded = resume ? await searchKernel(log) : null
  const { engine, kernel, beam: beamEngine, close } = await openEngine(asRecorded(config, recorded))
  const key = searchKey(config, hashDataset(data), packageVersion(), kernel)
  if (!resume) await sayForgotten(io, await countFinishedJobs(log, key))

  const problem: CvProblem = { config, data, experts, engine }
  const search: CvOptions = {
    states: statesToTry(config.selection),
    openLog: () => openJobLog(log, key, resume),
  }
  const searching = followSearch(io, crossValidate(problem, search), resumeCommand(file, given))
  const result = await searching.finally(close)
  const beam = beamEngine && beamReport(beamEngine, beamEngine.tally('logLikelihood'))
  io.warn(...result.warnings, ...advice(result, (range) => resumeCommand(file, given, range)))

  const configPath = configPathIn(folder, resolve(io.context.cwd, file))
  await writeAtomically(configPath, configFor(io, configured, overridesOf(options), result))
  const record = jsonRecord(result, shortPath(io.context.cwd, configPath), beam)
  await writeAtomically(join(folder, 'cv.json'), toJson(record, io.warnings))
  io.result(record)
  show(io, result, shortPath(io.context.cwd, configPath), configured.dataPath, beam)
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
  result: CvResult,
): string {
  const { cwd } = io.context
  const { config, text, dataPath, output, file } = configured
  return chosenConfig({
    text,
    config,
    overrides,
    states: result.chosen,
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

function show(
  io: CommandIo,
  result: CvResult,
  config: string,
  dataPath: string,
  beam: BeamReport | null,
): void {
  const { by, units, folds, steps } = result
  const unit = by === 'sequence' ? 'sequence' : 'block'
  io.print(
    `${folds}-fold cross-validation by ${unit} (${plural(units, unit)}, ${plural(steps, 'observed step')})`,
  )
  io.print('Held-out log-likelihood in nats per step; Δ: paired difference to the best\n')
  io.print(cvTable(result))
  io.print(`\n${cvChart(result, io.context.columns)}`)
  io.print(`\n${reason(result)}`)
  io.print(choicesLine(result))
  if (beam !== null) io.print(`All scores with a ${keptWords(beam)}.`)
  io.print(
    `\nNext, with K=${result.chosen}:\n  dsm train ${quoted(config)}${dataPath === '-' ? ' < DATA' : ''}`,
  )
}
