import type { CompiledModel } from '../model/compile.js'
import type { GateProgram } from './gate-program.js'
import type { Stretch } from './parts/part.js'
import type { CompactModel, Program } from './program.js'
import type { Team } from './session.js'
import type { Boundary, Likelihoods } from './shard-runner.js'
import type { Half, Reply } from './thread-work.js'

interface Work {
  readonly program: Program
  readonly plan: { readonly shards: readonly unknown[] }
  readonly threads: number
  readonly statistics: Float64Array
  readonly likelihoods: Likelihoods
}

/** Halves that are worked on at the same time have a slot of statistics each; so many pairs of them. */
export const HALF_SLOTS = 8

type Cut = readonly [Stretch, Stretch]

/**
 * A long sequence is cut in the middle. One half runs the recursions as they are; the other one is read backwards, a chain with
 * transposed transitions whose "forward" variables are p(x_{t:T} | z_t). Each needs of the other K numbers only: what is
 * predicted at the cut, and the weight of the rest. So the halves can run beside each other, and the same cut is
 * made on one thread. Adds the expected statistics of those that can be trusted to `statistics`, in order.
 */
export function addHalves(
  team: Team,
  work: Work,
  cuts: readonly Cut[],
  compiled: CompiledModel,
  model: CompactModel,
  statistics: Float64Array,
): void {
  const atOnce = Math.max(1, Math.min(HALF_SLOTS, Math.floor(work.threads / 2)))
  for (let q = 0; q < cuts.length; q += atOnce)
    addWave(team, work, cuts.slice(q, q + atOnce), compiled, model, statistics)
}

function addWave(
  team: Team,
  { program, plan, threads, statistics: slots, likelihoods }: Work,
  wave: readonly Cut[],
  compiled: CompiledModel,
  model: CompactModel,
  statistics: Float64Array,
): void {
  const size = statistics.length
  const slotOf = (half: number) => plan.shards.length + half
  const halves = wave.flat().map((stretch, i): Half => ({ stretch, slot: slotOf(i) }))
  const used = Math.min(threads, halves.length)
  const shares = Array.from({ length: used }, (_, thread) =>
    [...halves.keys()].filter((i) => i % used === thread),
  )
  const begin = shares.map((share) => ({
    type: 'begin-halves' as const,
    model,
    halves: share.map((i) => halves[i]!),
  }))
  const boundaries = gather(team.run(begin, compiled.experts), halves.length, (reply) =>
    reply.type === 'boundaries' ? reply.boundaries : [],
  )
  const joints = wave.map((_, w) => join(program.gate, boundaries[2 * w]!, boundaries[2 * w + 1]!))
  const finish = shares.map((share) => ({
    type: 'finish-halves' as const,
    terminals: share.map((i) => joints[i >> 1]!.terminals[i & 1]!),
  }))
  const sound = gather(team.run(finish, compiled.experts), halves.length, (reply) =>
    reply.type === 'sound' ? reply.sound : [],
  )
  for (const [w, [{ piece }]] of wave.entries()) {
    const joint = joints[w]!
    const fine = joint.sound && sound[2 * w]! && sound[2 * w + 1]!
    if (fine) likelihoods.logLikelihoods[piece] = joint.logLikelihood
    else likelihoods.failed[piece] = 1
    for (const half of [2 * w, 2 * w + 1]) {
      const slot = slots.subarray(slotOf(half) * size, (slotOf(half) + 1) * size)
      if (fine) for (let i = 0; i < size; i++) statistics[i]! += slot[i]!
      slot.fill(0)
    }
    if (fine) for (const [e, count] of joint.crossing.entries()) statistics[2 * program.states + e]! += count
  }
}

/** Answers in the order of the halves, which were dealt to the threads in turn. */
function gather<T>(replies: readonly Reply[], count: number, of: (reply: Reply) => readonly T[]): T[] {
  const lists = replies.map(of)
  return Array.from({ length: count }, (_, i) => lists[i % lists.length]![Math.floor(i / lists.length)]!)
}

interface Joint {
  readonly logLikelihood: number
  readonly sound: boolean
  /** [K] what each half's backward pass ends on */
  readonly terminals: readonly [Float64Array, Float64Array]
  /** [entries] p(z_m = j, z_{m+1} = k | x) at the cut */
  readonly crossing: Float64Array
}

function join({ entries }: GateProgram, before: Boundary, after: Boundary): Joint {
  const states = before.filtered.length
  const predicted = new Float64Array(states)
  const outlook = new Float64Array(states)
  for (const { from, to, probability } of entries) {
    predicted[to]! += before.filtered[from]! * probability
    outlook[from]! += probability * after.filtered[to]!
  }
  let agreement = 0
  for (let k = 0; k < states; k++) agreement += predicted[k]! * after.filtered[k]!
  const crossing = Float64Array.from(
    entries,
    ({ from, to, probability }) => (before.filtered[from]! * probability * after.filtered[to]!) / agreement,
  )
  return {
    logLikelihood: before.logLikelihood + after.logLikelihood + Math.log(agreement),
    sound: before.sound && after.sound && agreement >= 1e-100,
    terminals: [outlook.map((x) => x / agreement), predicted.map((x) => x / agreement)],
    crossing,
  }
}
