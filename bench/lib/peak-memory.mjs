// Loaded before a program with node --import: when it ends, writes its peak resident memory, bytes, to $DSM_BENCH_PEAK.
import { readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.DSM_BENCH_PEAK, String(peakMemory())))
}

/** The kernel's own mark; that of getrusage may begin with the size of the process that started this one. */
function peakMemory() {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return 1024 * process.resourceUsage().maxRSS
  }
}
