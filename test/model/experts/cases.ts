import type { EncodedGroup, GroupPlan } from '../../../src/encode/encoded.js'
import type { Expert } from '../../../src/model/expert.js'
import { createRandom, type Random } from '../../../src/random.js'
import {
  expertFor,
  nested,
  numbers,
  planOfNumbers,
  planOfSymbols,
  randomParameters,
  symbols,
} from './support.js'

/** One way to configure an expert, with data that suit it. */
export interface Case {
  readonly name: string
  readonly states: number
  /** A vector's missing cells are tied to the observed ones, so that log p is no sum over cells. */
  readonly joint: boolean
  /** The M-step is one step of an EM of its own (latent precisions): it goes up, and reaches the top when it is taken often. */
  readonly latent: boolean
  /** Missing cells need the states expanded by the symbol. */
  readonly chained: boolean
  readonly expert: Expert
  readonly plan: GroupPlan
  readonly input: Record<string, unknown>
  /** Data like those that the plan was made from. */
  group(random: Random, steps: number, missing?: boolean): EncodedGroup
}

const STEPS = 120

type Draw = (random: Random, step: number, column: number, before: number) => number

function numberCase(
  name: string,
  input: Record<string, unknown>,
  dimension: number,
  states: number,
  draw: Draw,
): Case {
  const group = (random: Random, steps: number, missing = false) => {
    const values = new Float64Array(steps * dimension)
    for (let i = 0; i < values.length; i++) {
      values[i] = draw(
        random,
        Math.floor(i / dimension),
        i % dimension,
        i % dimension === 0 ? 0 : values[i - 1]!,
      )
    }
    return numbers(
      values.map((x) => (missing && random.uniform() < 0.3 ? Number.NaN : x)),
      dimension,
    )
  }
  const data = group(createRandom(11, name), STEPS)
  const plan = planOfNumbers(data.kind === 'numbers' ? data.values : [], dimension)
  const latent = input.family === 'student-t'
  const joint =
    (input.family === 'gaussian' || latent) &&
    dimension > 1 &&
    (input.covariance === 'full' || input.covariance === 'tied')
  return finish({ name, states, joint, latent, chained: false, plan, input, group }, data)
}

function symbolCase(
  name: string,
  input: Record<string, unknown>,
  count: number,
  states: number,
  forbidden = -1,
): Case {
  const chained = input.order === 1
  const group = (random: Random, steps: number, missing = false) => {
    const weights = Float64Array.from({ length: count }, (_, v) => (v === forbidden ? 0 : v + 1))
    return symbols(
      Array.from({ length: steps }, () => (missing && random.uniform() < 0.3 ? -1 : random.index(weights))),
      count,
    )
  }
  const data = group(createRandom(12, name), STEPS)
  const plan = planOfSymbols(data.kind === 'symbols' ? data.codes : [], count)
  return finish({ name, states, joint: false, latent: false, chained, plan, input, group }, data)
}

/** `fixed` parameters get start values from a random fit. */
function finish(built: Omit<Case, 'expert'>, data: EncodedGroup): Case {
  const { fixed, ...rest } = built.input
  if (fixed === undefined) return { ...built, expert: expertFor(built.input, built.plan, built.states) }
  const free = expertFor(rest, built.plan, built.states)
  const parameters = randomParameters(free, data, createRandom(13, built.name))
  const start = Object.fromEntries((fixed as string[]).map((name) => [name, nested(parameters[name]!)]))
  const input = { ...built.input, start }
  return { ...built, input, expert: expertFor(input, built.plan, built.states) }
}

const gaussianDraw: Draw = (random, step, column, before) =>
  100 * column +
  (column === 0 ? 5 * (step % 3) : 0.8 * (before - 100 * (column - 1))) +
  2 ** column * random.normal()
const countDraw: Draw = (random, step, column) => random.poisson(1 + 2 * (step % 3) + column)
const bitDraw: Draw = (random, step, column) => Number(random.uniform() < 0.2 + 0.15 * ((step + column) % 4))

const priors = {
  'no prior': undefined,
  'a mean prior': { mean: { strength: 3 } },
  'a covariance prior': { covariance: { strength: 4, scale: 0.5 } },
  'both priors': { mean: { strength: 2 }, covariance: { strength: 5 } },
}

const gaussianCases = (['full', 'diagonal', 'spherical', 'tied'] as const).flatMap((covariance) =>
  Object.entries(priors).flatMap(([label, prior]) =>
    [1, 2, 3].map((columns) => {
      const input = { family: 'gaussian', covariance, ...(prior && { prior }) }
      return numberCase(
        `gaussian ${covariance}, ${columns} columns, ${label}`,
        input,
        columns,
        3,
        gaussianDraw,
      )
    }),
  ),
)

const fixedGaussianCases = (['full', 'diagonal', 'spherical', 'tied'] as const).flatMap((covariance) =>
  ['mean', 'covariance'].map((name) => {
    const input = { family: 'gaussian', covariance, fixed: [name], prior: priors['both priors'] }
    return numberCase(`gaussian ${covariance}, 2 columns, fixed ${name}`, input, 2, 2, gaussianDraw)
  }),
)

const flooredGaussianCases = (['full', 'diagonal', 'spherical', 'tied'] as const).map((covariance) =>
  numberCase(
    `gaussian ${covariance}, 2 columns, on the floor`,
    { family: 'gaussian', covariance, varianceFloor: 0.9 },
    2,
    2,
    gaussianDraw,
  ),
)

/** Every seventh cell lies far out: tails that a fit can see. */
const heavyDraw: Draw = (random, step, column, before) =>
  gaussianDraw(random, step, column, before) +
  ((step * 3 + column) % 7 === 0 ? 4 * 2 ** column * random.normal() : 0)

const studentCases = (['full', 'diagonal', 'spherical', 'tied'] as const).flatMap((covariance) => [
  ...[1, 2, 3].map((columns) =>
    numberCase(
      `student-t ${covariance}, ${columns} columns, no prior`,
      { family: 'student-t', covariance },
      columns,
      3,
      heavyDraw,
    ),
  ),
  ...Object.entries({
    'both priors': { prior: priors['both priors'] },
    'tied tails': { degreesOfFreedom: 'tied' },
    'given tails': { degreesOfFreedom: 4.5, prior: priors['a covariance prior'] },
    'light tails': { degreesOfFreedom: 'estimated', prior: priors['a mean prior'] },
    'on the floor': { varianceFloor: 0.9 },
    'fixed mean': { fixed: ['mean'], prior: priors['both priors'] },
    'fixed covariance': { fixed: ['covariance'] },
    'fixed tails': { fixed: ['degreesOfFreedom'] },
  }).map(([label, options]) =>
    numberCase(
      `student-t ${covariance}, 2 columns, ${label}`,
      { family: 'student-t', covariance, ...options },
      2,
      2,
      label === 'light tails' ? gaussianDraw : heavyDraw,
    ),
  ),
])

const discretePriors = {
  'no prior': undefined,
  concentration: { concentration: 1.3 },
  'strength like the data': { strength: 4 },
  'strength spread evenly': { strength: 4, base: 'uniform' },
}

const discreteCases = Object.entries(discretePriors).flatMap(([label, prior]) => {
  const given = prior && { prior }
  return [
    numberCase(`bernoulli, 3 columns, ${label}`, { family: 'bernoulli', ...given }, 3, 3, bitDraw),
    symbolCase(`categorical, ${label}`, { family: 'categorical', ...given }, 5, 3),
    symbolCase(`categorical of order 1, ${label}`, { family: 'categorical', order: 1, ...given }, 3, 2),
    symbolCase(
      `categorical with a structural zero, ${label}`,
      {
        family: 'categorical',
        start: {
          probabilities: [
            [0.5, 0, 0.2, 0.3],
            [0.1, 0, 0.4, 0.5],
          ],
        },
        ...given,
      },
      4,
      2,
      1,
    ),
  ]
})

export const cases: readonly Case[] = [
  ...gaussianCases,
  ...fixedGaussianCases,
  ...flooredGaussianCases,
  ...studentCases,
  ...discreteCases,
  numberCase('poisson, 1 column, no prior', { family: 'poisson' }, 1, 3, countDraw),
  numberCase('poisson, 2 columns, a prior', { family: 'poisson', prior: { strength: 3 } }, 2, 3, countDraw),
  numberCase('poisson, 2 columns, fixed', { family: 'poisson', fixed: ['rate'] }, 2, 2, countDraw),
  numberCase('bernoulli, 2 columns, fixed', { family: 'bernoulli', fixed: ['probability'] }, 2, 2, bitDraw),
  symbolCase('categorical, fixed', { family: 'categorical', fixed: ['probabilities'] }, 4, 2),
  symbolCase(
    'categorical of order 1, fixed initial',
    { family: 'categorical', order: 1, fixed: ['initial'] },
    3,
    2,
  ),
]
