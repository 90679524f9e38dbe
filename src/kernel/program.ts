import type { Encoded, EncodedGroup } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import type { CompactExpert, CompiledExpert } from '../model/expert.js'
import type { GateInputs } from '../model/gate.js'
import { type GateProgram, gateProgram } from './gate-program.js'
import { diagonalPart } from './parts/diagonal.js'
import { givenPart } from './parts/given.js'
import { jointPart } from './parts/joint.js'
import type { Part } from './parts/part.js'
import { hasImpossibleCounts, poissonPart } from './parts/poisson.js'
import { bitTable, categoricalTable, labelTable } from './parts/symbol-tables.js'
import { symbolsPart } from './parts/symbols.js'

/** A model at given parameters as numbers alone: what another thread needs. */
export interface CompactModel {
  readonly states: number
  /** null where the gate sees the data. */
  readonly gate: GateInputs | null
  /** undefined where the expert must be asked itself. */
  readonly experts: readonly (CompactExpert | undefined)[]
}

export function compactModel({ model, gate, experts }: CompiledModel): CompactModel {
  return { states: model.states, gate, experts: experts.map(({ compact }) => compact) }
}

/** A model as the compiled code takes it. */
export interface Program {
  readonly states: number
  readonly gate: GateProgram
  /** Those of the experts, in order; then one for known states, where they are clamped. */
  readonly parts: readonly Part[]
  /** Programs with the same key read observations that are laid out alike. */
  readonly key: string
  /** Some expert is asked itself: on the main thread, about whole sequences. */
  readonly asks: boolean
}

/** The program with densities that are looked up, where it has a form of that kind; not for what needs logarithms. */
export function withDirectDensities(program: Program): Program {
  const [only, ...others] = program.parts
  if (others.length > 0 || program.gate.kind === 'static') return program
  const direct = only?.direct?.() ?? null
  return direct === null ? program : { ...program, parts: [direct] }
}

type Observed = Pick<Encoded, 'groups' | 'labels'>

/** null where the compiled code does not know the gate, or `ask` is missing for an expert that must be asked. */
export function makeProgram(
  { states, gate: gateInputs, experts }: CompactModel,
  data: Observed,
  clamp: boolean,
  ask?: readonly CompiledExpert[],
): Program | null {
  const gate = gateInputs && gateProgram(gateInputs, states)
  if (gate === null) return null
  let asks = false
  const parts: Part[] = []
  for (const [e, group] of data.groups.entries()) {
    const part = experts[e] && knownPart(experts[e], group, states)
    if (part) parts.push(part)
    else if (ask === undefined) return null
    else {
      asks = true
      parts.push(givenPart(ask[e]!, group, states))
    }
  }
  if (clamp && data.labels !== null && facts(data.labels).known)
    parts.push(symbolsPart(labelTable(data.labels, states)))
  return { states, gate, parts, key: parts.map((part) => part.key).join('; '), asks }
}

function knownPart(compact: CompactExpert, group: EncodedGroup, states: number): Part | null {
  if (group.kind === 'symbols')
    return compact.kind === 'symbols' ? symbolsPart(categoricalTable(compact, group, states)) : null
  const { missing, impossible } = facts(group.values)
  switch (compact.kind) {
    case 'diagonal':
      return diagonalPart(compact, group, missing)
    case 'joint':
      return missing ? null : jointPart(compact, group)
    case 'poisson':
      return impossible ? null : poissonPart(compact, group, missing)
    case 'bits':
      return symbolsPart(bitTable(compact, group, states))
    case 'symbols':
      return null
  }
}

interface Facts {
  readonly missing: boolean
  /** No count. */
  readonly impossible: boolean
  /** Not negative somewhere. */
  readonly known: boolean
}

const remembered = new WeakMap<Float64Array | Int32Array, Facts>()

/** Data stay the same from iteration to iteration. */
function facts(values: Float64Array | Int32Array): Facts {
  let found = remembered.get(values)
  if (found === undefined) {
    found = {
      missing: values instanceof Float64Array && values.some(Number.isNaN),
      impossible: values instanceof Float64Array && hasImpossibleCounts(values),
      known: values.some((value: number) => value >= 0),
    }
    remembered.set(values, found)
  }
  return found
}
