import type { GateDescription } from '../../model/gate.js'
import type { FittedModel } from '../fitted-model.js'
import { fixed, percent, significant } from '../format.js'
import { describeGate, stateFigures, transitionMatrix } from '../state-figures.js'
import { heatMap } from './heat-map.js'
import type { Picture, Section } from './section.js'
import { transitionGraph } from './transition-graph.js'

/** The states at a glance, and how they follow each other. */
export function statesSection(fitted: FittedModel): Section {
  const states = stateFigures(fitted)
  const transition = transitionMatrix(fitted)
  const gate = describeGate(fitted)
  const names = fitted.model.stateNames
  const known = states.some(({ initial }) => initial !== undefined)
  return {
    id: 'states',
    title: 'The states',
    text: gate === null ? [] : [textOf(gate)],
    pictures:
      names.length === 1
        ? []
        : transition === null
          ? gate?.chain === undefined
            ? []
            : [matrix(gate.chain.transition, names, ' at average inputs')]
          : [...(names.length <= 12 ? [transitionGraph(transition, states)] : []), matrix(transition, names)],
    table: {
      heads: ['state', 'share of time', ...(known ? ['expected stay', 'initial'] : [])],
      rows: states.map(({ name, share, initial, expectedStay }) => [
        name,
        percent(share),
        ...(initial === undefined ? [] : [stay(expectedStay ?? null), fixed(initial, 3)]),
      ]),
      left: [0],
    },
    figures: { states, transition: transition && [...transition] },
  }
}

function textOf({ title, chain }: GateDescription): string {
  if (chain === undefined)
    return `There are no transitions: the weights of the states change from step to step (${title}).`
  return `There is no one transition matrix: ${title.replace(/:$/, ', as below.')}`
}

function stay(steps: number | null): string {
  return steps === null ? 'whole sequence' : `${significant(steps, 3)} steps`
}

function matrix(transition: Float64Array, names: readonly string[], when = ''): Picture {
  const K = names.length
  const values = names.flatMap((from, j) => names.map((to, k) => ({ from, to, p: transition[j * K + k]! })))
  const size = Math.max(160, Math.min(360, 56 * K))
  const x = {
    field: 'to',
    type: 'nominal',
    sort: null,
    axis: { title: 'to', orient: 'top', labelAngle: K > 6 ? -40 : 0 },
  }
  const y = { field: 'from', type: 'nominal', sort: null, axis: { title: 'from' } }
  return {
    name: 'transition-matrix',
    alt: `Transition probabilities. Staying: ${names.map((name, j) => `${name} ${fixed(transition[j * K + j]!, 3)}`).join(', ')}.`,
    caption: `Transition probabilities${when}; the row is the state that is left.`,
    drawing: {
      spec: heatMap({
        width: size,
        height: size,
        values,
        x,
        y,
        shade: { field: 'p', domain: [0, 1] },
        text: K > 10 ? null : { field: 'p', format: '.2f' },
      }),
    },
  }
}
