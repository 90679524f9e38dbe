import { KernelMemory } from './memory.js'

/** Lanes `across` 4 sequences, or `within` one sequence over its states (assembly/layout.ts). */
export type Layout = 'across' | 'within'

type OnSegment = (segment: number) => void

/** The compiled routines of one layout; `segment` is the address of a Segment (assembly/segment.ts). */
export interface Routines {
  readonly densities: OnSegment
  readonly logDensities: OnSegment
  readonly forward: OnSegment
  readonly independent: OnSegment
  readonly backward: (segment: number, checked: number) => void
  readonly collectIndependent: OnSegment
  readonly collectConstant: OnSegment
  readonly sumDensities: OnSegment
  readonly bestScores: OnSegment
  readonly followBack: (segment: number, states: number, scores: number, path: number) => void
}

const names = [
  'densities',
  'logDensities',
  'forward',
  'independent',
  'backward',
  'collectIndependent',
  'collectConstant',
  'sumDensities',
  'bestScores',
  'followBack',
] as const satisfies readonly (keyof Routines)[]

/** One instance of the compiled code with memory of its own: for one thread. */
export interface Kernel {
  readonly memory: KernelMemory
  readonly across: Routines
  readonly within: Routines
}

export function instantiate(module: WebAssembly.Module): Kernel {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 })
  const abort = () => {
    throw new Error('the compiled code stopped')
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } })
  const base = (exports.heapBase as () => number)()
  const routines = (suffix: string) =>
    Object.fromEntries(names.map((name) => [name, exports[name + suffix]])) as unknown as Routines
  return {
    memory: new KernelMemory(memory, base),
    across: routines('Across'),
    within: routines('Within'),
  }
}
