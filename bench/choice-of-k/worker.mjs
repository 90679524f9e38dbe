/** Chooses K for one data set after another: each message is { scenario, number }, each reply its line of the study. */
import { parentPort } from 'node:worker_threads'
import { openEngine } from '../../dist/cli/open-engine.js'
import { gridVariants } from '../../dist/config/grid.js'
import { configSchema } from '../../dist/config/schema.js'
import { resolveExperts } from '../../dist/encode/index.js'
import { advice } from '../../dist/report/index.js'
import { crossValidateToEnd } from '../../dist/selection/index.js'
import { dataSet } from './scenarios.mjs'

const nothing = () => ''
const commands = { widen: nothing, addGrid: nothing, restarts: nothing, set: nothing }
const { engine } = await openEngine({
  inference: { kernel: 'portable', memory: 128, beam: 0 },
  training: { threads: 1 },
})

parentPort.on('message', async ({ scenario, number }) => {
  const { config: given, grid, dataset, states } = dataSet(scenario, number)
  const config = configSchema.parse(given)
  const variants = gridVariants(JSON.stringify(given), grid, { file: 'study', requireStates: false })
  const experts = resolveExperts(config.model, given.data.x, given.data.x, 'study')
  const begin = performance.now()
  const result = await crossValidateToEnd({ config, data: dataset, experts, engine, variants }, { states })
  const shown = (row) => ({
    states: result.table[row].states,
    family: result.table[row].settings['model.experts[0].family'] ?? 'gaussian',
  })
  const chosen = Object.fromEntries(
    Object.entries(result.choices).map(([rule, choice]) => [rule, choice && shown(choice.row)]),
  )
  const { agreement, restarts } = result.table[result.chosenRow]
  parentPort.postMessage({
    scenario,
    number,
    chosen: { ...chosen, unpaired: shown(unpaired(result)) },
    warnings: advice(result, null, commands).map(({ code }) => code),
    agreement,
    atBest: restarts.atBest,
    seconds: (performance.now() - begin) / 1000,
  })
})

/** The rule of Breiman et al.: the simplest within one standard error of the best's own mean over folds. */
function unpaired({ table, bestRow }) {
  const { folds } = table[bestRow]
  const mean = folds.reduce((a, b) => a + b, 0) / folds.length
  const squares = folds.reduce((sum, fold) => sum + (fold - mean) ** 2, 0)
  const error = Math.sqrt(squares / (folds.length - 1) / folds.length)
  const within = [...table.keys()].filter((row) => table[row].mean >= table[bestRow].mean - error)
  return within.reduce((a, b) => (table[b].freeParameters < table[a].freeParameters ? b : a))
}
