import { type FittedModel, restartsAtBest } from '../fitted-model.js'
import { fixed, plural } from '../format.js'
import { colour } from './palette.js'
import { mostPoints, type Section } from './section.js'

/** [restarts] the objective after each iteration. */
export type Traces = readonly (readonly number[])[]

/** How the restarts climbed, and how many found the same top. */
export function restartsSection({ fit }: FittedModel, traces: Traces | null): Section | null {
  // A single start that needs no climb (known states) has nothing to show.
  if (traces === null || traces.length < 2) return null
  const best = traces.reduce((top, trace, r) => (trace.at(-1)! > traces[top]!.at(-1)! ? r : top), 0)
  const longest = Math.max(...traces.map(({ length }) => length))
  const every = Math.max(1, Math.ceil((longest * traces.length) / (10 * mostPoints)))
  const values = traces.flatMap((trace, r) =>
    trace.flatMap((objective, i) =>
      i % every === 0 || i === trace.length - 1
        ? [{ restart: r + 1, iteration: i + 1, objective, best: r === best }]
        : [],
    ),
  )
  const floor = Math.min(...traces.map((trace) => trace[Math.min(4, trace.length - 1)]!))
  const x = { field: 'iteration', type: 'quantitative', title: 'iteration' }
  const y = {
    field: 'objective',
    type: 'quantitative',
    scale: { zero: false, domainMin: floor },
    title: 'objective, nats',
  }
  const line = (strokeWidth: number, opacity: number, name: 'muted' | 'accent', filter: string) => ({
    transform: [{ filter }],
    mark: { type: 'line', clip: true, strokeWidth, opacity, color: colour(name) },
    encoding: { x, y, detail: { field: 'restart' } },
  })
  const same = restartsAtBest(fit)
  return {
    id: 'restarts',
    title: 'Restarts',
    text: [
      `${plural(same, 'restart')} of ${traces.length} ended within 0.01 nats of the best (${fixed(fit.objective)}).${traces.length > 1 && same < 2 ? ' Only one reached it: there may be a better optimum, and more restarts are cheap.' : ''}`,
    ],
    pictures: [
      {
        name: 'traces',
        alt: `Objective of ${plural(traces.length, 'restart')} by iteration; ${same} reached the best, ${fixed(fit.objective)}.`,
        caption:
          'log-likelihood (and log prior, where there is one) of each restart by iteration; the best in colour. The first steps, far below, are cut off.',
        drawing: {
          spec: {
            width: 360,
            height: 220,
            data: { values },
            layer: [line(1, 0.6, 'muted', '!datum.best'), line(2.5, 1, 'accent', 'datum.best')],
          } as never,
        },
      },
    ],
    figures: { objectives: traces.map((trace) => trace.at(-1)), atBest: same },
  }
}
