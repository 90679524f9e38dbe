import type { Config } from '../config/schema.js'
import { BeamCount } from '../memory/beam-tally.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { JobRunner, OpenRunner } from '../selection/index.js'
import type { KernelName } from '../store/kernel-name.js'
import { type BeamReport, beamReport } from './beam-report.js'
import { openEngine, threadsOf } from './open-engine.js'

/** What a search computes with: whole jobs side by side on all threads, one thread a job. */
export interface SearchEngine {
  readonly engine: ModelEngine
  readonly kernel: KernelName
  /** `device`: where each thread trains networks; null where there are none. */
  openRunner(device: string | null): OpenRunner
  /** What a beam came to in all jobs of this run; null without one. */
  beamReport(): BeamReport | null
  close(): void
}

export async function openSearchEngine(config: Config): Promise<SearchEngine> {
  const threads = threadsOf(config)
  const { engine, kernel, beam, resources, close } = await openEngine(config, {}, true)
  const { createJobTeam } = await import('../cluster/job-team.js')
  const elsewhere = new BeamCount()
  let runner: JobRunner | null = null
  return {
    engine,
    kernel,
    openRunner: (device) => (search, jobs) => {
      if (threads < 2 || jobs.length < 2) return null
      runner = createJobTeam(search, {
        ...resources,
        threads: Math.min(threads, jobs.length),
        device,
        onBeam: (tally) => elsewhere.addTally(tally),
      })
      return runner
    },
    beamReport() {
      if (beam === null) return null
      elsewhere.addTally(beam.tally('logLikelihood'))
      return beamReport(beam, elsewhere.tally())
    },
    close() {
      runner?.close()
      close()
    },
  }
}
