/**
 * How many lines a second does `dsm predict --stream` label, and does its memory stay where it is? Writes CSV lines of one
 * column, drawn from a Gaussian HMM of 4 states, to the stdin of dsm, and reads what comes back.
 * Build first: `npm run build && node bench/stream/run.mjs [--lines 10000000] [--lags 0,10,auto] [--quick]`
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStream, trainModel } from './problem.mjs'

const POINTS = 5
const { values } = parseArgs({
  options: {
    lines: { type: 'string' },
    lags: { type: 'string', default: '0,10,auto' },
    quick: { type: 'boolean', default: false },
  },
})
const lines = Number(values.lines ?? (values.quick ? 100_000 : 1_000_000))
const bin = new URL('../../bin/dsm.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'dsm-bench-'))

try {
  const model = trainModel(bin, folder)
  console.log(
    `dsm predict --stream, K = 4, CSV with one column, ${lines} lines; Node ${process.versions.node}`,
  )
  console.log(
    `lag     lines/s   lines/s of processor time   resident memory (MB) after ${Array.from({ length: POINTS }, (_, i) => `${(100 * (i + 1)) / POINTS} %`).join(', ')}; greatest`,
  )
  for (const lag of values.lags.split(',')) {
    const { seconds, busy, resident, peak, remark } = await measure(model, lag)
    const cells = [
      lag.padEnd(5),
      Math.round(lines / seconds)
        .toString()
        .padStart(9),
      Math.round(lines / busy)
        .toString()
        .padStart(27),
      '  ',
      resident.join(', '),
      `; ${peak}`,
    ]
    console.log(cells.join(' ') + (remark === '' ? '' : `\n      ${remark}`))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(model, lag) {
  const child = spawn(process.execPath, [bin, 'predict', model, '-', '--stream', '--lag', lag])
  let remark = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    remark += text
  })
  const status = (key) => {
    const line = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(new RegExp(`${key}:\\s+(\\d+) kB`))
    return Math.round(Number(line[1]) / 1024)
  }
  let received = 0
  let begin
  let peak = 0
  let busy = 0
  const resident = []
  child.stdout.on('data', (chunk) => {
    begin ??= performance.now()
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) received++
    if (received <= (lines * (resident.length + 1)) / POINTS - 1 && received < lines) return
    if (process.platform !== 'linux') return
    resident.push(status('VmRSS'))
    busy = cpuSeconds(child.pid)
    peak = Math.max(peak, status('VmHWM'))
  })
  const closed = new Promise((resolve) => child.on('close', resolve))
  await openStream(lines).pipeInto(child.stdin)
  const code = await closed
  const seconds = (performance.now() - begin) / 1000
  if (code !== 0 || received !== lines + 1)
    throw new Error(`lag ${lag}: exit code ${code}, ${received} lines came back\n${remark}`)
  return { seconds, busy, resident: resident.slice(0, POINTS), peak, remark: remark.trim() }
}

/** Processor time that a process has used, all its threads together; clock ticks are 1/100 s on Linux. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
