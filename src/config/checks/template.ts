import { isTemplate, type NeuralConfig } from '../neural.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'

/** Networks that see nothing or the state of the gate. */
export function checkTemplate(
  { model }: Config,
  { inputs, units, rank }: NeuralConfig,
  at: readonly (string | number)[],
): Complaint[] {
  const complaints: Complaint[] = []
  const gate = inputs.indexOf('gate')
  if (gate >= 0 && model.gate !== 'recurrent')
    complaints.push({
      path: [...at, 'inputs', gate],
      message: `gate is the state of a recurrent gate, and the gate ${model.gate} has none; write gate: recurrent, or take it out`,
    })
  if (inputs.length === 0 && units.length > 0)
    complaints.push({
      path: [...at, 'inputs'],
      message:
        'is missing; a network without inputs says the same at every step: name what it sees, or write units: [] for a template of each state',
    })
  if (rank !== undefined && (gate < 0 || !isTemplate({ inputs, units })))
    complaints.push({
      path: [...at, 'rank'],
      atKey: true,
      message:
        'shifts the template of each state by the state of the gate; write inputs: [gate] and units: [] beside it, or take rank away',
    })
  return complaints
}
