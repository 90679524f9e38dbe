import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem, type } from 'node:os'

/** How many threads can run here at the same time. */
export const cores = availableParallelism()

/** The processor's model and instruction sets, cores, memory and system, in one line. */
export function machine() {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown processor'
  const sets = ['avx2', 'fma', 'avx512f'].filter(hasInstructions).join(' ')
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`
  return `${model}${processor()}${sets && ` (${sets})`}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${memory}, ${type()}`
}

/** dsm's version and Node's. */
export function ownVersions() {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return `dsm ${version}, Node ${process.versions.node}`
}

export function hasInstructions(name) {
  return new RegExp(`^flags\\s*:.*\\b${name}\\b`, 'm').test(cpuInfo())
}

/** Virtual machines hide the name of a processor, but not its family. */
function processor() {
  const family = /^cpu family\s*: (\d+)/m.exec(cpuInfo())?.[1]
  const model = /^model\s*: (\d+)/m.exec(cpuInfo())?.[1]
  return family === undefined ? '' : `, family ${family} model ${model}`
}

function cpuInfo() {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}
