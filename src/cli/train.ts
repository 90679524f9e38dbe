import { relative, resolve } from 'node:path'
import type { Config } from '../config/schema.js'
import { hashDataset } from '../data/index.js'
import { scoreModel } from '../evaluation/index.js'
import { createReferenceEngine } from '../inference/index.js'
import { compileModel } from '../model/compile.js'
import { prepareModel } from '../prepare.js'
import { count, fixed } from '../report/format.js'
import { describeModel, fitRemarks } from '../report/index.js'
import {
  hashConfig,
  loadCheckpoint,
  type RunKey,
  removeCheckpoint,
  saveCheckpoint,
} from '../store/checkpoint.js'
import type { SavedModel } from '../store/model-file.js'
import { runFiles, writeRun } from '../store/run-folder.js'
import { type FitProblem, type FitResult, type FitState, fit } from '../training/fit.js'
import type { Configured } from './configure.js'
import { breathe, Interrupted } from './interrupted.js'
import type { CommandIo } from './io.js'
import { createProgress } from './progress.js'
import { runRemarks } from './run-remarks.js'
import { readTrainingData, type TrainingData } from './training-data.js'
import { packageVersion } from './version.js'

/** A checkpoint is written at most so often while a restart goes on. */
const checkpointEvery = 2000

/** `dsm train`: read, fit, write, report. */
export async function train(
  io: CommandIo,
  configured: Configured,
  { resume }: { resume: boolean },
): Promise<void> {
  const { config, file, output } = configured
  const read = await readTrainingData(io, configured)
  await read.source.close()
  const problem: FitProblem = {
    model: prepareModel(config, read),
    data: read.encoded,
    plan: read.plan,
    engine: createReferenceEngine(),
  }
  const files = runFiles(output)
  const key: RunKey = {
    dsm: packageVersion(),
    config: hashConfig(config),
    data: hashDataset(read.data),
    seed: config.training.seed,
  }
  const state = resume ? await loadCheckpoint(files.checkpoint, key, problem.model) : null
  if (state !== null)
    io.say(`going on after ${state.finished.length} of ${config.training.restarts} restarts`)
  const save = (to: FitState) => saveCheckpoint(files.checkpoint, key, to)
  const result = await follow(io, problem, config, state, save, resumeCommand(configured))

  const saved = savedModel(fromRunFolder(io, configured), read, problem, result, key)
  const keepConfig = resolve(io.context.cwd, file) === resolve(io.context.cwd, files.config)
  await writeRun(output, saved, result, { keepConfig })
  await removeCheckpoint(files.checkpoint)
  io.warn(...fitRemarks(saved), ...runRemarks(result, config))
  await report(io, saved, problem, files.model)
}

/** Draws the events of a fit and keeps its checkpoint. */
async function follow(
  io: CommandIo,
  problem: FitProblem,
  config: Config,
  state: FitState | null,
  save: (state: FitState) => Promise<void>,
  advice: string,
): Promise<FitResult> {
  const progress = await createProgress(io, { title: 'restarts', total: config.training.restarts })
  let best = Number.NEGATIVE_INFINITY
  let savedAt = Date.now()
  try {
    for await (const event of fit(problem, config.training, state ?? undefined)) {
      if (event.type === 'done') return event.result
      if (event.type === 'start') {
        progress.total(event.restarts)
        continue
      }
      if (event.type === 'restart') {
        best = Math.max(best, event.result.objective)
        progress.update(event.restart + 1, `best ${best.toFixed(4)}`)
      } else {
        progress.update(event.restart, `iteration ${event.iteration}, ${event.objective.toFixed(4)}`)
      }
      const stopped = await interrupted(io)
      if (stopped || event.type === 'restart' || Date.now() - savedAt > checkpointEvery) {
        await save(event.state)
        savedAt = Date.now()
      }
      if (stopped) throw new Interrupted(advice)
    }
  } finally {
    progress.stop()
  }
  throw new Error('a fit ended without a result')
}

async function interrupted(io: CommandIo): Promise<boolean> {
  try {
    await breathe(io.context)
    return false
  } catch (error) {
    if (error instanceof Interrupted) return true
    throw error
  }
}

function resumeCommand({ file, output }: Configured): string {
  return `the checkpoint is in ${output}; go on with the same command and --resume (dsm train ${file} --resume)`
}

/** The config with paths that hold from the run folder, where model and config are written. */
function fromRunFolder(io: CommandIo, { config, dataPath, output }: Configured): Config {
  const { cwd } = io.context
  const path = dataPath === '-' ? '-' : relative(resolve(cwd, output), resolve(cwd, dataPath))
  return { ...config, data: { ...config.data, path }, output: '.' }
}

function savedModel(
  config: Config,
  read: TrainingData,
  problem: FitProblem,
  result: FitResult,
  key: RunKey,
): SavedModel {
  return {
    dsm: key.dsm,
    config: { ...config, model: { ...config.model, states: problem.model.states } },
    experts: read.experts,
    plan: read.plan,
    model: problem.model,
    parameters: result.parameters,
    fit: {
      dataHash: key.data,
      seed: key.seed,
      logLikelihood: result.logLikelihood,
      objective: result.objective,
      iterations: result.iterations,
      converged: result.converged,
      sequences: read.encoded.offsets.length - 1,
      steps: read.encoded.offsets.at(-1)!,
      trace: [...result.trace],
      segments: [...result.segments],
      restarts: result.restarts.map(({ objective, logLikelihood, iterations, converged, floored, dead }) => ({
        objective,
        logLikelihood,
        iterations,
        converged,
        floored: [...floored],
        dead: [...dead],
      })),
      share: [...result.share],
      floored: [...result.floored],
      dead: [...result.dead],
    },
  }
}

/** The fitted model and its figures, as `dsm eval` would give them for the training data with known states clamped. */
async function report(
  io: CommandIo,
  saved: SavedModel,
  { data, engine }: FitProblem,
  path: string,
): Promise<void> {
  const compiled = compileModel(saved.model, saved.parameters)
  const score = await scoreModel(compiled, data, engine, { clamp: true })
  const { fit } = saved
  io.print(describeModel(saved))
  io.print(
    [
      `\nlog-likelihood ${fixed(score.logLikelihood)}, ${fixed(score.logLikelihoodPerStep)} per observed step`,
      `AIC ${fixed(score.aic, 2)}  BIC ${fixed(score.bic, 2)}  ICL ${fixed(score.icl, 2)}  (n = ${count(score.n)})`,
      `model written to ${path}`,
    ].join('\n'),
  )
  io.result({
    model: path,
    states: saved.model.states,
    logLikelihood: score.logLikelihood,
    logLikelihoodPerStep: score.logLikelihoodPerStep,
    freeParameters: score.freeParameters,
    sequences: score.sequences,
    steps: score.steps,
    iterations: fit.iterations,
    converged: fit.converged,
    aic: score.aic,
    bic: score.bic,
    icl: score.icl,
  })
}
