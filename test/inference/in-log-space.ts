import { Edges } from '../../src/inference/edges.js'
import { type InferenceInputs, transitionCountLength } from '../../src/inference/index.js'
import { addLogCounts, logBackward, logForward } from '../../src/inference/log-space.js'
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
