import { z } from 'zod'
import type { Config } from '../config/schema.js'
import {
  columnKind,
  type EncodingPlan,
  type ExpertColumns,
  type GroupPlan,
  type InputColumn,
} from '../encode/index.js'
import { DsmError, ModelFileError } from '../errors.js'
import { namesOfStates } from '../model/count-states.js'
import { buildModel, type Model, type ModelParameters } from '../model/model.js'
import { fromNested, shapeOf, toNested } from '../model/nested.js'
import type { Parameters } from '../model/tensor.js'
import { validateParameters } from '../model/validate-parameters.js'
import { type FitRecord, fileSchema, formatVersion } from './model-file-schema.js'
import {
  GATE,
  networksOf,
  packWeights,
  type ReadBeside,
  unpackWeights,
  type WeightsReference,
} from './weights-file.js'

/** Everything that is needed to use a fitted model, and to check how it was fitted. */
export interface SavedModel {
  readonly dsm: string
  readonly config: Config
  readonly experts: readonly ExpertColumns[]
  /** Columns that the gate sees. */
  readonly gate?: readonly InputColumn[] | undefined
  readonly plan: EncodingPlan
  readonly model: Model
  readonly parameters: ModelParameters
  readonly fit: FitRecord
}

/** The text of a model file: JSON, numbers with all their bits; weights of networks are named by the hash of their file (`packWeights`). */
export function stringifyModel(saved: SavedModel): string {
  const { config, experts, plan, model, parameters, fit, dsm } = saved
  const weights = packWeights(model, parameters)
  const nested = (p: Parameters) =>
    Object.fromEntries(Object.entries(p).map(([name, value]) => [name, toNested(value)]))
  const file = {
    format: 'dsm-model',
    version: formatVersion,
    dsm,
    config,
    experts: experts.map(({ entry, columns }) => ({ entry, columns })),
    plan,
    parameters: {
      gate: nested(lawsOf(model, parameters.gate)),
      experts: parameters.experts.map((p, e) => (isNetwork(model, e) ? {} : nested(p))),
    },
    ...(weights === null ? {} : { weights: { file: weights.file, sha256: weights.sha256 } }),
    fit,
  }
  return JSON.stringify(file, null, 1) + '\n'
}

/**
 * Reads a model file. A truncated, edited, newer or hostile text is a ModelFileError that says where; never code.
 *
 * @param readBeside needed where the model has networks
 */
export function parseModel(text: string, where: string, readBeside?: ReadBeside): SavedModel {
  const json = parseJson(text, where)
  const head = z.looseObject({ format: z.unknown(), version: z.unknown(), dsm: z.unknown() }).safeParse(json)
  if (!head.success || head.data.format !== 'dsm-model') {
    throw new ModelFileError('not-a-model', `${where} is no dsm model file`, {
      where,
      hint: 'give the model.json, or the run folder, that dsm train wrote',
    })
  }
  if (typeof head.data.version === 'number' && head.data.version > formatVersion) {
    throw new ModelFileError(
      'newer-model',
      `${where} has format version ${head.data.version} (written by dsm ${String(head.data.dsm)}); this program reads up to ${formatVersion}`,
      { where, hint: 'update dsm' },
    )
  }
  const result = fileSchema.safeParse(json)
  if (!result.success) {
    const [issue, ...others] = result.error.issues
    throw damaged(
      where,
      `${issue!.path.join('.') || 'the file'}: ${issue!.message.replace(', received undefined', ', but it is missing')}${others.length > 0 ? ` (and ${others.length} more)` : ''}`,
    )
  }
  const { config, plan, parameters, fit, dsm } = result.data
  const experts = result.data.experts.map(({ entry, columns }, e): ExpertColumns => {
    const expert = config.model.experts[entry]
    if (expert === undefined)
      throw damaged(where, `experts: there is no entry ${entry} in config.model.experts`)
    return expert.family === 'neural'
      ? { entry, config: expert, columns, inputs: inputColumns(plan.groups[e]?.inputs ?? []) }
      : { entry, config: expert, columns }
  })
  checkPlan(plan, experts, parameters.experts.length, where)
  const weights = parameters.gate.weights
  const states = config.model.states ?? build(() => namesOfStates(experts, plan), where)?.length ?? 0
  // Weights of a gate that is a network are not in this file.
  const elsewhere = plan.gate !== undefined && Object.keys(parameters.gate).length === 0
  if (!elsewhere && (!Array.isArray(weights) || weights.length !== states))
    throw damaged(where, `parameters.gate.weights: expected ${states} numbers, got ${shapeOf(weights)}`)
  if (fit.share.length !== states)
    throw damaged(where, `fit.share: expected ${states} numbers, got ${fit.share.length}`)
  const model = build(() => buildModel(config.model, experts, plan), where)
  const networks = readNetworks(model, result.data.weights, where, readBeside)
  const read: ModelParameters = {
    gate: {
      ...readParameters(lawsOf(model, model.gate.layout), parameters.gate, 'parameters.gate', where),
      ...networks.get(GATE),
    },
    experts: model.experts.map(
      (expert, e) =>
        networks.get(e) ??
        readParameters(expert.layout, parameters.experts[e]!, `parameters.experts[${e}]`, where),
    ),
  }
  build(() => validateParameters(model, read), where)
  const gate = plan.gate && inputColumns(plan.gate)
  return { dsm, config, experts, ...(gate && { gate }), plan, model, parameters: read, fit }
}

/** Of the gate's parameters those that are no weights of a network: these are in the file beside. */
function lawsOf<P>({ gate }: Model, all: Readonly<Record<string, P>>): Record<string, P> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in (gate.network?.layout ?? {}))))
}

const isNetwork = (model: Model, e: number) => model.experts[e]!.family === 'neural'

function inputColumns(plans: readonly GroupPlan[]): InputColumn[] {
  return plans.flatMap((plan) =>
    plan.columns.map((name): InputColumn => {
      if (plan.kind === 'numbers') return { name, kind: 'number' }
      return { name, kind: 'text', ...(plan.reading === undefined ? {} : { reading: plan.reading }) }
    }),
  )
}

function readNetworks(
  model: Model,
  weights: WeightsReference | undefined,
  where: string,
  readBeside: ReadBeside | undefined,
): ReadonlyMap<number, Parameters> {
  if (networksOf(model).length === 0) return new Map()
  if (weights === undefined) throw damaged(where, 'it does not name the file of its networks’ weights')
  try {
    return unpackWeights(model, weights, readBeside!(weights.file), where)
  } catch (cause) {
    if (cause instanceof ModelFileError) throw cause
    throw new ModelFileError(
      'no-weights',
      `${weights.file}, which holds the weights of ${where}, cannot be read`,
      {
        where,
        hint: 'keep it in the folder of the model file',
        cause,
      },
    )
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ModelFileError('not-json', `${where} is not whole JSON: ${(cause as Error).message}`, {
      where,
      hint: 'the file is cut off or was edited: train again, or take it from a backup',
      cause,
    })
  }
}

function checkPlan(
  plan: EncodingPlan,
  experts: readonly ExpertColumns[],
  parameterSets: number,
  where: string,
): void {
  if (plan.groups.length !== experts.length || parameterSets !== experts.length) {
    throw damaged(
      where,
      `${experts.length} experts, but ${plan.groups.length} groups in plan and ${parameterSets} sets of parameters`,
    )
  }
  if (plan.gate?.every(isWhole) === false) throw damaged(where, 'plan.gate: its lists do not fit its columns')
  for (const [e, group] of plan.groups.entries()) {
    const kind = columnKind(experts[e]!.config) === 'text' ? 'symbols' : 'numbers'
    if (group.kind !== kind)
      throw damaged(where, `plan.groups[${e}]: expected the plan of ${kind}, got ${group.kind}`)
    if (group.columns.join('\0') !== experts[e]!.columns.join('\0') || !isWhole(group))
      throw damaged(where, `plan.groups[${e}]: its lists do not fit its columns ${group.columns.join(', ')}`)
  }
}

/** Whether the lists of a plan, and of those of its inputs, are of one length. */
function isWhole(plan: GroupPlan): boolean {
  const own =
    plan.kind === 'symbols'
      ? plan.counts.length === plan.symbols.length && new Set(plan.symbols).size === plan.symbols.length
      : [plan.mean, plan.variance, plan.counts].every((list) => list.length === plan.columns.length)
  return own && (plan.inputs ?? []).every(isWhole)
}

function readParameters(
  layout: Model['gate']['layout'],
  given: Record<string, unknown>,
  path: string,
  where: string,
): Parameters {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(layout, name))
  if (stranger !== undefined)
    throw damaged(
      where,
      `${path}.${stranger}: unknown parameter (expected ${Object.keys(layout).join(', ')})`,
    )
  return Object.fromEntries(
    Object.entries(layout).map(([name, shape]) => {
      const value = Object.hasOwn(given, name) ? fromNested(shape, given[name]) : null
      if (value === null) {
        const expected = shape.shape.join(' × ')
        const got = shapeOf(given[name])
        const found = got === expected ? 'lists of unequal length or with something else in them' : got
        throw damaged(where, `${path}.${name}: expected ${expected} finite numbers, got ${found}`)
      }
      return [name, value]
    }),
  )
}

/** What a ConfigError would say about a config is damage in a model file. */
function build<T>(make: () => T, where: string): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof DsmError) throw damaged(where, error.message)
    throw error
  }
}

function damaged(where: string, what: string): ModelFileError {
  return new ModelFileError('damaged-model', `${where} is damaged: ${what}`, {
    where,
    hint: 'the file was edited or written by something else: train again, or take it from a backup',
  })
}
