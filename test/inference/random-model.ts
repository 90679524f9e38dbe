import fc from 'fast-check'
import type { InferenceInputs, Transitions } from '../../src/inference/index.js'
import { createRandom, type Random } from '../../src/random.js'

export const kinds = [
  'dense',
  'sparse',
  'per-step',
  'banded',
  'low-rank',
  'identity',
  'step-weights',
] as const
export type Kind = (typeof kinds)[number]

export interface ModelShape {
  readonly seed: number
  readonly states: number
  readonly steps: number
  /** Share of structural zeros in initial law and transitions. */
  readonly zeros: number
  /** Share of −Infinity among the log-densities. */
  readonly impossible: number
  /** Share of steps that are missing (all log-densities 0). */
  readonly missing: number
  /** Standard deviation of the log-densities. */
  readonly spread: number
  /** Exponent of ten to which some transition entries shrink. */
  readonly tiny: number
}

export const modelShape = (maxSteps: number): fc.Arbitrary<ModelShape> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 1e9 }),
    states: fc.integer({ min: 1, max: 4 }),
    steps: fc.integer({ min: 1, max: maxSteps }),
    zeros: fc.constantFrom(0, 0.3, 0.6),
    impossible: fc.constantFrom(0, 0, 0.1, 0.3),
    missing: fc.constantFrom(0, 0.3),
    spread: fc.constantFrom(1, 10, 300, 3000),
    tiny: fc.constantFrom(0, 0, -10, -160, -290),
  })

export function randomModel(kind: Kind, shape: ModelShape): InferenceInputs {
  const { states, steps } = shape
  const random = createRandom(shape.seed, kind)
  const logLikelihood = new Float64Array(steps * states)
  for (let t = 0; t < steps; t++) {
    if (random.uniform() < shape.missing) continue
    for (let k = 0; k < states; k++) {
      logLikelihood[t * states + k] =
        random.uniform() < shape.impossible ? -Infinity : shape.spread * random.normal()
    }
  }
  const logInitial = row(random, states, shape, true).map(Math.log)
  return { states, steps, logInitial, logLikelihood, transitions: randomTransitions(kind, random, shape) }
}

function randomTransitions(kind: Kind, random: Random, shape: ModelShape): Transitions {
  const { states, steps } = shape
  const rows = (n: number) =>
    Float64Array.from(Array.from({ length: n }, () => [...row(random, states, shape)]).flat())
  switch (kind) {
    case 'dense':
      return { kind, probabilities: rows(states) }
    case 'per-step':
      return { kind, probabilities: rows(states * Math.max(0, steps - 1)) }
    case 'sparse':
      return compress(rows(states), states)
    case 'banded': {
      const reach = random.integer(3)
      return { kind, reach, weights: row(random, 2 * reach + 1, shape).map((w) => 3 * w) }
    }
    case 'low-rank': {
      const rank = 1 + random.integer(3)
      const left = Array.from({ length: states }, () => [...row(random, rank, shape)]).flat()
      const right = Array.from({ length: rank }, () => row(random, states, shape))
      return {
        kind,
        rank,
        left: Float64Array.from(left),
        right: Float64Array.from(
          Array.from({ length: states * rank }, (_, i) => right[i % rank]![Math.floor(i / rank)]!),
        ),
      }
    }
    case 'identity':
      return { kind }
    case 'step-weights':
      return {
        kind,
        logWeights: Float64Array.from(
          Array.from({ length: Math.max(0, steps - 1) }, () =>
            [...row(random, states, shape)].map(Math.log),
          ).flat(),
        ),
      }
  }
}

/** The positive entries of a dense matrix as compressed rows. */
export function compress(dense: Float64Array, states: number): Transitions {
  const rowStarts = new Int32Array(states + 1)
  const columns: number[] = []
  for (let j = 0; j < states; j++) {
    for (let k = 0; k < states; k++) if (dense[j * states + k]! > 0) columns.push(j * states + k)
    rowStarts[j + 1] = columns.length
  }
  return {
    kind: 'sparse',
    rowStarts,
    columns: Int32Array.from(columns, (i) => i % states),
    probabilities: Float64Array.from(columns, (i) => dense[i]!),
  }
}

/** A distribution with some zeros and some very small entries; now and then a row without any way out. */
function row(random: Random, length: number, shape: ModelShape, keepOne = false): Float64Array {
  const values = new Float64Array(length)
  for (let k = 0; k < length; k++) {
    const u = random.uniform()
    if (random.uniform() < shape.zeros) continue
    values[k] = shape.tiny < 0 && random.uniform() < 0.4 ? 10 ** (shape.tiny * u) : u
  }
  if (keepOne || random.uniform() < 0.9) values[random.integer(length)] = 0.5
  const total = values.reduce((a, b) => a + b, 0)
  return total > 0 ? values.map((v) => v / total) : values
}
