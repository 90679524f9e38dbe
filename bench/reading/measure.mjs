/** Reads and encodes the CSV of a config, as dsm train does, some times: seconds of the first time and of all. */
import { configSchema } from '../../dist/config/schema.js'
import { dataSource } from '../../dist/data/index.js'
import { prepareData } from '../../dist/prepare.js'

const [path, sequence, repetitions] = process.argv.slice(2)
const x = ['a', 'b', 'c']
const config = configSchema.parse({
  data: { path, x, ...(sequence && { sequence }) },
  model: { gate: 'markov', states: 2, experts: [{ family: 'gaussian', columns: x }] },
})
const seconds = []
let sum = 0
for (let r = 0; r < Number(repetitions); r++) {
  const source = dataSource(path, process.stdin)
  const begin = performance.now()
  const { encoded } = await prepareData(config, source)
  seconds.push((performance.now() - begin) / 1000)
  await source.close()
  sum = encoded.groups[0].values.reduce((a, b) => a + b, 0)
}
console.log(JSON.stringify({ seconds, sum }))
