// Reads and encodes a CSV file as dsm train does, once: node read-dsm.mjs FILE '{"sequence": …, "experts": […]}'
import { configSchema } from '../../dist/config/schema.js'
import { fileSource } from '../../dist/data/index.js'
import { prepareData } from '../../dist/prepare.js'

const [file, model] = process.argv.slice(2)
const { sequence, experts } = JSON.parse(model)
const config = configSchema.parse({
  data: sequence === undefined ? {} : { sequence },
  model: { gate: 'markov', states: 2, experts },
})
const begin = performance.now()
const { encoded } = await prepareData(config, fileSource(file))
const seconds = (performance.now() - begin) / 1000
console.log(JSON.stringify({ seconds, steps: encoded.offsets.at(-1) }))
