// The parts of `dsm train` up to its data, one after the other, seconds each: node phases.mjs CONFIG
const seconds = {}
async function phase(name, work) {
  const begin = performance.now()
  const result = await work()
  seconds[name] = (performance.now() - begin) / 1000
  return result
}

const { createIo } = await phase('loading: commands', async () => {
  await import('../../dist/cli/program.js')
  return import('../../dist/cli/io.js')
})
const { terminalContext } = await import('../../dist/cli/terminal.js')
const options = { set: [], quiet: true }
const io = createIo(terminalContext(), options)
await phase('loading: zod, yaml', () => Promise.all([import('zod'), import('yaml')]))
const configured = await phase('config', async () => {
  const { configure } = await import('../../dist/cli/configure.js')
  return configure(io, options, process.argv[2])
})
await phase('loading: the rest of train', () => import('../../dist/cli/train.js'))
const { readTrainingData } = await import('../../dist/cli/training-data.js')
const read = await phase('reading and encoding', () => readTrainingData(io, configured))
await read.source.close()
console.log(JSON.stringify(seconds))
process.exit()
