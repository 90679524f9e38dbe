import { relative, resolve } from 'node:path'
import type { Config } from '../config/schema.js'
import { hashDataset } from '../data/index.js'
import { prepareModel } from '../prepare.js'
import { fitRemarks } from '../report/index.js'
import {
  checkpointKernel,
  hashConfig,
  loadCheckpoint,
  type RunKey,
  removeCheckpoint,
  saveCheckpoint,
} from '../store/checkpoint.js'
import { fitRecord } from '../store/fit-record.js'
import type { SavedModel } from '../store/model-file.js'
import { runFiles, writeRun } from '../store/run-folder.js'
import { openTrainingLog } from '../store/training-log.js'
import type { FitProblem, FitState } from '../training/fit.js'
import { beamRecord, beamWarnings } from './beam-report.js'
import type { Configured } from './configure.js'
import { followFit } from './follow-fit.js'
import type { CommandIo } from './io.js'
import { asRecorded, type OpenEngine, openEngine } from './open-engine.js'
import { openTrainer } from './open-trainer.js'
import { reportTraining } from './report-training.js'
import { runRemarks } from './run-remarks.js'
import { readTrainingData } from './training-data.js'
import { packageVersion } from './version.js'

/** `dsm train`: read, fit, write, report. */
export async function train(
  io: CommandIo,
  configured: Configured,
  { resume }: { resume: boolean },
): Promise<void> {
  const { checkpoint } = runFiles(configured.output)
  const recorded = resume ? await checkpointKernel(checkpoint) : null
  const opened = await openEngine(asRecorded(configured.config, recorded))
  try {
    await trainWith(opened, io, configured, resume)
  } finally {
    opened.close()
  }
}

async function trainWith(
  { engine, beam, kernel }: OpenEngine,
  io: CommandIo,
  configured: Configured,
  resume: boolean,
): Promise<void> {
  const { config, file, output } = configured
  const read = await readTrainingData(io, configured)
  await read.source.close()
  const network = await openTrainer(io, config)
  const problem: FitProblem = {
    model: prepareModel(config, read),
    data: read.encoded,
    plan: read.plan,
    engine,
    trainer: network?.trainer,
  }
  const files = runFiles(output)
  const key: RunKey = {
    dsm: packageVersion(),
    config: hashConfig(config),
    data: hashDataset(read.data),
    seed: config.training.seed,
    kernel,
    device: network?.device ?? null,
  }
  const state = resume ? await loadCheckpoint(files.checkpoint, key, problem.model) : null
  if (state !== null) io.say(whereItGoesOn(state, config))
  const log = network && (await openTrainingLog(files.log, state && positionOf(state)))
  const records = { save: (to: FitState) => saveCheckpoint(files.checkpoint, key, to), log }
  const following = followFit(io, problem, config, state, records, resumeAdvice(configured))
  const result = await following.finally(network?.close)

  const { model } = problem
  const beamed = beam === null ? null : beamRecord(beam, problem, result)
  const saved: SavedModel = {
    dsm: key.dsm,
    config: fromRunFolder(io, configured, model.states),
    experts: read.experts,
    gate: read.gate,
    plan: read.plan,
    model,
    parameters: result.parameters,
    fit: fitRecord(result, read.encoded, key, { beam: beamed, device: network?.device }),
  }
  const keepConfig = resolve(io.context.cwd, file) === resolve(io.context.cwd, files.config)
  await writeRun(output, saved, result, log, { keepConfig })
  await removeCheckpoint(files.checkpoint)
  io.warn(...fitRemarks(saved), ...runRemarks(result, read), ...beamWarnings(beamed))
  await reportTraining(io, saved, problem, files.model)
}

function whereItGoesOn({ finished, current }: FitState, { training }: Config): string {
  const restarts = `going on after ${finished.length} of ${training.restarts} restarts`
  if (current === null || !('values' in current)) return restarts
  const { step, learningRate } = current
  const changed =
    learningRate === training.learningRate
      ? ''
      : `, with learning rate ${training.learningRate} in place of ${learningRate}`
  return `${restarts} and ${step} training steps${changed}`
}

/** The last training step whose line in the log holds. */
function positionOf({ finished, current }: FitState): { restart: number; step: number } {
  return {
    restart: finished.length,
    step: current !== null && 'values' in current ? current.step : 0,
  }
}

function resumeAdvice({ output }: Configured): string {
  return `the checkpoint is in ${output}; go on with the same command and --resume`
}

/** The config with its K, and with paths that hold from the run folder, where model and config are written. */
function fromRunFolder(io: CommandIo, { config, dataPath, output }: Configured, states: number): Config {
  const { cwd } = io.context
  const path = dataPath === '-' ? '-' : relative(resolve(cwd, output), resolve(cwd, dataPath))
  return { ...config, data: { ...config.data, path }, model: { ...config.model, states }, output: '.' }
}
