import type { GateDescription } from '../model/gate.js'
import { freeParameters } from '../model/model.js'
import { toNested } from '../model/nested.js'
import {
  describeGate,
  describeModel,
  fitRemarks,
  restartsAtBest,
  stateFigures,
  transitionMatrix,
} from '../report/index.js'
import type { CommandIo } from './io.js'
import { openModel } from './model-data.js'

/** `dsm show`: a fitted model for people, or its figures as JSON. */
export async function show(io: CommandIo, path: string): Promise<void> {
  const saved = await openModel(io, path)
  const { model, parameters, fit } = saved
  io.print(describeModel(saved))
  io.warn(...fitRemarks(saved))
  const transition = transitionMatrix(saved)
  const gate = describeGate(saved)
  io.result({
    gate: model.gate.kind,
    states: stateFigures(saved),
    ...(transition === null ? {} : { transition: toNested(parameters.gate.transition!) }),
    ...(gate?.chain === undefined ? {} : { atAverageInputs: atAverage(gate.chain) }),
    experts: model.experts.map((expert, e) => ({
      family: expert.family,
      columns: expert.columns,
      parameters: Object.fromEntries(
        Object.entries(parameters.experts[e]!).map(([name, value]) => [name, toNested(value)]),
      ),
    })),
    freeParameters: freeParameters(model),
    fit: {
      sequences: fit.sequences,
      steps: fit.steps,
      logLikelihood: fit.logLikelihood,
      objective: fit.objective,
      iterations: fit.iterations,
      converged: fit.converged,
      restarts: fit.restarts.length,
      restartsAtBest: restartsAtBest(fit),
      seed: fit.seed,
      ...(fit.beam === undefined ? {} : { beam: fit.beam }),
      dsm: saved.dsm,
    },
  })
}

function atAverage({ initial, transition }: NonNullable<GateDescription['chain']>) {
  const states = initial.length
  const rows = Array.from(initial, (_, j) => [...transition.subarray(j * states, (j + 1) * states)])
  return { initial: [...initial], transition: rows }
}
