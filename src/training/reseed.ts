import { type Encoded, MISSING } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import type { ModelParameters } from '../model/model.js'
import type { Parameters } from '../model/tensor.js'
import type { FitProblem } from './fit.js'

/** How many of the worst-fitting steps a revived state takes, as a share of all steps. */
const share = 0.05

/**
 * Starts dead states again where the data fit worst: each takes a share of the steps (whole sequences for a static
 * gate) with the lowest log-density under their best state, and the gate forgets what it has learnt about them.
 */
export function reseed(
  problem: FitProblem,
  compiled: CompiledModel,
  dead: readonly number[],
): ModelParameters {
  const { model, data } = problem
  const { states } = model
  const parameters = compiled.parameters
  const worst = worstSteps(problem, compiled, dead.length)
  const experts = model.experts.map((expert, e): Parameters => {
    const before = parameters.experts[e]!
    const statistics = new Float64Array(expert.statisticsLength)
    const at = expert.compile(before, { unweighted: true })
    // Row 0 is the step before, which counts for nothing but tells a Markov chain of symbols where it came from.
    const responsibility = new Float64Array(2 * states)
    for (const [i, steps] of worst.entries()) {
      responsibility.fill(0)
      responsibility[states + dead[i]!] = 1
      for (const step of steps) {
        const from = hasPredecessor(data, e, step) ? step - 1 : step
        at.collect(
          data.groups[e]!,
          from,
          step + 1,
          responsibility.subarray((1 + from - step) * states),
          statistics,
        )
      }
    }
    const revived = expert.maximise(statistics, before).parameters
    return Object.fromEntries(
      // Parameters that all states share (a tied covariance) stay as they are.
      Object.entries(revived).map(([name, value]) => [
        name,
        value.axes.includes('state') ? value : before[name]!,
      ]),
    )
  })
  return { gate: { ...model.gate.initialise(), ...model.gate.start }, experts }
}

/** Whether the step before belongs to the same sequence and its symbol (if the group has symbols) was observed. */
function hasPredecessor(data: Encoded, e: number, step: number): boolean {
  if (step === 0 || data.offsets.includes(step)) return false
  const group = data.groups[e]!
  return group.kind !== 'symbols' || group.codes[step - 1] !== MISSING
}

interface StepScore {
  readonly step: number
  score: number
}

function worstSteps({ model, data }: FitProblem, compiled: CompiledModel, parts: number): number[][] {
  const { states } = model
  const scores: StepScore[] = []
  for (let s = 0; s + 1 < data.offsets.length; s++) {
    const { inputs } = compiled.toInferenceInputs(data, s)
    if (inputs.states !== states) continue
    for (let t = 0; t < inputs.steps; t++) {
      let best = Number.NEGATIVE_INFINITY
      for (let k = 0; k < states; k++) best = Math.max(best, inputs.logLikelihood[t * states + k]!)
      scores.push({ step: data.offsets[s]! + t, score: best })
    }
  }
  if (model.gate.kind === 'static') takeMeanOfSequence(data, scores)
  scores.sort((a, b) => a.score - b.score || a.step - b.step)
  const size = Math.max(1, Math.ceil((share * scores.length) / parts))
  return Array.from({ length: parts }, (_, i) =>
    scores.slice(i * size, (i + 1) * size).map(({ step }) => step),
  )
}

/** A state of a static gate owns whole sequences: all their steps get the mean score. */
function takeMeanOfSequence({ offsets }: Encoded, scores: StepScore[]): void {
  const means = Array.from({ length: offsets.length - 1 }, () => ({ sum: 0, steps: 0 }))
  let s = 0
  const sequenceOf = ({ step }: StepScore) => {
    while (step >= offsets[s + 1]!) s++
    return means[s]!
  }
  for (const score of scores) {
    const mean = sequenceOf(score)
    mean.sum += score.score
    mean.steps++
  }
  s = 0
  for (const score of scores) {
    const { sum, steps } = sequenceOf(score)
    score.score = sum / steps
  }
}
