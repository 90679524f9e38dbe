import { Edges } from '../../src/inference/edges.js'
import { forward } from '../../src/inference/forward.js'
import {
  type InferenceInputs,
  type MatrixTransitions,
  transitionCountLength,
} from '../../src/inference/index.js'
import { addLogCounts, logBackward, logForward } from '../../src/inference/log-space.js'
import { LossBound } from '../../src/inference/loss-bound.js'
import { Operators } from '../../src/inference/operators.js'
import { Workspace } from '../../src/inference/workspace.js'

/** What the log-space recursions say by themselves. */
export function allInLogSpace(inputs: InferenceInputs) {
  const { states, steps, transitions } = inputs
  const workspace = new Workspace()
  workspace.reserve(steps, states)
  const edges = new Edges(transitions, states)
  const counts = new Float64Array(transitionCountLength(transitions, states))
  const likelihood = logForward(inputs, edges, workspace)
  const filtered = workspace.filtered.slice(0, steps * states).map(Math.exp)
  const logPredictive = workspace.logPredictive.slice(0, steps)
  if (likelihood.impossibleAt < 0) {
    logBackward(inputs, edges, workspace)
    addLogCounts(inputs, edges, workspace, counts)
  }
  return {
    ...likelihood,
    filtered,
    logPredictive,
    smoothed: workspace.predicted.slice(0, steps * states),
    counts,
  }
}

/** Whether the scaled recursion vouches for its result. */
export function isScaled(inputs: InferenceInputs): boolean {
  const workspace = new Workspace()
  workspace.reserve(inputs.steps, inputs.states)
  const transitions = inputs.transitions as MatrixTransitions
  const operator = new Operators().prepare(transitions, inputs.states, inputs.steps)
  return forward(inputs, operator, workspace, new LossBound()) !== null
}
