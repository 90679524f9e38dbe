/** One EM iteration of the problem in argv (JSON), in a process of its own so that its peak memory is its own. */
import { openBenchEngine, prepareDsm } from '../lib/dsm.mjs'
import { createProblem } from '../lib/problem.mjs'
import { takeTurns, timed } from '../lib/turns.mjs'

const { threads, kernel, memory, budget, ...point } = JSON.parse(process.argv[2])
const { engine, close } = await openBenchEngine({ threads, kernel, memory })
const { em } = prepareDsm(createProblem(point), engine)
const [{ seconds }] = await takeTurns(
  [{ name: 'dsm', compiles: true, warmUp: 3, least: 3, once: () => timed(em) }],
  budget,
)
console.log(JSON.stringify({ seconds, engine: engine.name }))
close()
