import { join, resolve } from 'node:path'
import { UsageError } from '../../errors.js'
import { plural } from '../../report/index.js'
import { buildSections } from '../../report/page/sections.js'
import type { ReportOptions } from '../commands/report.js'
import { shortPath } from '../cv-options.js'
import type { CommandIo } from '../io.js'
import { packageVersion } from '../version.js'
import { observe } from './observe.js'
import { type OpenRun, openRun } from './open-run.js'
import { writeReport } from './write.js'

/** `dsm report`: reads what a run left behind, decodes its data, draws, writes. */
export async function report(io: CommandIo, options: ReportOptions, path: string): Promise<void> {
  const run = await openRun(io, path)
  const observed = run.saved === null ? null : await observe(io, options, path, run.saved)
  const sections = buildSections({ ...run, fitted: run.saved, observed })
  if (sections.length === 0) {
    throw new UsageError(
      'nothing-to-report',
      `${path} holds neither a search (cv.json) nor a model (model.json)`,
      {
        where: path,
        hint: 'run dsm cv or dsm train first',
      },
    )
  }
  const out =
    options.out === undefined
      ? join(run.folder, defaultName(options.format))
      : resolve(io.context.cwd, options.out)
  const heading = headingOf(run, path)
  await writeReport(options.format, out, heading, sections)
  const pictures = sections.reduce((sum, section) => sum + section.pictures.length, 0)
  const short = shortPath(io.context.cwd, out)
  io.print(`${short}: ${plural(sections.length, 'section')}, ${plural(pictures, 'picture')}`)
  io.result({ report: short, format: options.format, sections: sections.map(({ id }) => id), pictures })
}

function defaultName(format: ReportOptions['format']): string {
  return { html: 'report.html', json: 'report.json', md: 'report', svg: 'report', png: 'report' }[format]
}

function headingOf({ saved, cv, folder }: OpenRun, path: string) {
  const name = folder.split(/[/\\]/).at(-1) ?? path
  const gates = { static: 'mixture of sequences', independent: 'mixture', markov: 'hidden Markov model' }
  const what =
    saved === null
      ? `a search over ${plural(cv!.table.length, 'candidate')}`
      : `${gates[saved.model.gate.kind as keyof typeof gates] ?? saved.model.gate.kind} with ${plural(saved.model.states, 'state')}, ${[...new Set(saved.model.experts.map(({ family }) => family))].join(' and ')}`
  const data =
    saved === null
      ? ''
      : `${plural(saved.fit.sequences, 'sequence')}, ${plural(saved.fit.steps, 'step')}; log-likelihood ${saved.fit.logLikelihood.toFixed(2)}; `
  return {
    title: name,
    lead: `${what[0]!.toUpperCase()}${what.slice(1)}.`,
    small: `${data}${saved === null ? '' : `seed ${saved.fit.seed}; `}dsm ${packageVersion()}, ${new Date().toISOString().slice(0, 10)}`,
  }
}
