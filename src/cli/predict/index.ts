import { resolve } from 'node:path'
import { UsageError } from '../../errors.js'
import type { BeamEngine } from '../../memory/index.js'
import { type CompiledModel, compileModel } from '../../model/compile.js'
import type { ModelEngine } from '../../model/model-engine.js'
import type { SavedModel } from '../../store/model-file.js'
import type { PredictOptions } from '../commands/predict.js'
import { dataChanges } from '../data-changes.js'
import type { CommandIo } from '../io.js'
import { type ModelData, openModel, readModelData } from '../model-data.js'
import { refuseForNetworks } from '../network-limits.js'
import { openEngine } from '../open-engine.js'
import { refuseJsonWithoutOut } from '../output-sink.js'
import { predictForecast } from './forecast.js'
import { predictStates } from './states.js'
import { refuseStreamContradictions } from './stream-rule.js'

/** A model and data, ready for prediction. */
export interface Prediction {
  readonly saved: SavedModel
  readonly compiled: CompiledModel
  readonly engine: ModelEngine
  /** The engine itself where it is a beam. */
  readonly beam: BeamEngine | null
  readonly read: ModelData
}

/** `dsm predict`: reads, decodes or forecasts, writes. */
export async function predict(
  io: CommandIo,
  options: PredictOptions,
  model: string,
  path: string,
): Promise<void> {
  refuseJsonWithoutOut(io, options.out)
  refuseContradictions(options)
  refuseOverwriting(io, options.out, path)
  if (options.stream === true) {
    const { predictStream } = await import('./stream.js')
    return predictStream(io, options, model, path)
  }
  const saved = await openModel(io, model)
  refuseForNetworks(saved, { '--forecast': options.forecast })
  const read = await readModelData(io, saved, path, dataChanges(saved.config.data, path, options))
  const { engine, beam, close } = await openEngine(saved.config, options)
  try {
    const compiled = compileModel(saved.model, saved.parameters, { hapax: true })
    const prediction = { saved, compiled, engine, beam, read }
    if (options.forecast === undefined) await predictStates(io, options, prediction)
    else await predictForecast(io, options, options.forecast, prediction)
  } finally {
    close()
    await read.source.close()
  }
}

function refuseOverwriting({ context }: CommandIo, out: string | undefined, data: string): void {
  if (out === undefined || data === '-' || resolve(context.cwd, out) !== resolve(context.cwd, data)) return
  throw new UsageError('out-is-data', `--out ${out} is the data file itself`, {
    hint: 'write to another file',
  })
}

function refuseContradictions(options: PredictOptions): void {
  const { online, method, paths, samples, forecast } = options
  const refuse = (one: string, other: string, why: string): never => {
    throw new UsageError('options', `${one} and ${other} do not go together: ${why}`, {
      hint: 'leave one of them out',
    })
  }
  refuseStreamContradictions(options, refuse)
  const lookAhead = 'that looks ahead'
  if (online === true && method !== undefined) refuse('--online', `--method ${method}`, lookAhead)
  if (online === true && paths !== undefined) refuse('--online', '--paths', lookAhead)
  if (online === true && samples !== undefined) refuse('--online', '--samples', lookAhead)
  const future = 'a forecast has the steps after the end of each sequence only'
  if (forecast !== undefined && method !== undefined) refuse('--forecast', '--method', future)
  if (forecast !== undefined && paths !== undefined) refuse('--forecast', '--paths', future)
  if (forecast !== undefined && samples !== undefined) refuse('--forecast', '--samples', future)
}
