import { fixed } from '../format.js'
import type { StateFigures } from '../state-figures.js'
import { colour, stateColours } from './palette.js'
import type { Picture } from './section.js'
import { escapeXml } from './svg.js'

const size = 420
const centre = size / 2
/** Moves rarer than this are left out of the picture; the matrix has them all. */
const leastMove = 0.01

/** States on a circle, their areas by share of time; arrows by transition probability. */
export function transitionGraph(transition: Float64Array, states: readonly StateFigures[]): Picture {
  const K = states.length
  const colours = stateColours(K)
  const radius = K <= 6 ? 130 : 145
  const nodes = states.map(({ name, share }, k) => {
    const angle = (2 * Math.PI * k) / K - Math.PI / 2
    const r = Math.max(14, Math.min(40, 62 * Math.sqrt(share)))
    return { name, r, angle, x: centre + radius * Math.cos(angle), y: centre + radius * Math.sin(angle) }
  })
  const moves = nodes.flatMap((from, j) =>
    nodes.flatMap((to, k) => {
      const p = transition[j * K + k]!
      return j === k || p < leastMove ? [] : [arrow(from, to, p, colours[j]!)]
    }),
  )
  const circles = nodes.map(
    ({ x, y, r, name }, k) =>
      `<circle cx="${f(x)}" cy="${f(y)}" r="${f(r)}" fill="${colours[k]}" stroke="${colour('paper')}" stroke-width="2"/>` +
      `<text x="${f(x)}" y="${f(y)}" text-anchor="middle" dominant-baseline="central" font-size="13" font-weight="600" fill="${colour('paper')}">${escapeXml(short(name, r))}</text>`,
  )
  const stays = nodes.map(({ angle, r, x, y }, k) => {
    const far = r + 15
    const anchor = Math.abs(Math.cos(angle)) < 0.35 ? 'middle' : Math.cos(angle) > 0 ? 'start' : 'end'
    return `<text x="${f(x + far * Math.cos(angle))}" y="${f(y + far * Math.sin(angle))}" text-anchor="${anchor}" dominant-baseline="central" font-size="11" fill="${colour('muted')}">${fixed(transition[k * K + k]!, 2)}</text>`
  })
  const most = nodes.map(
    ({ name }, k) => `${name} stays with probability ${fixed(transition[k * K + k]!, 2)}`,
  )
  return {
    name: 'transition-graph',
    alt: `Graph of the states and their transitions: ${most.join(', ')}.`,
    caption: `States by share of time (area); the figure beside each is the probability of staying, arrows are moves of probability ${leastMove} or more, wider for likelier ones, in the colour of the state that is left.`,
    drawing: {
      svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" font-family="system-ui, sans-serif">${moves.join('')}${circles.join('')}${stays.join('')}</svg>`,
    },
  }
}

interface Node {
  readonly x: number
  readonly y: number
  readonly r: number
}

/** A curve that leaves the straight line to the right, so that there and back do not meet. */
function arrow(from: Node, to: Node, p: number, fill: string): string {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.hypot(dx, dy)
  const [ux, uy] = [dx / length, dy / length]
  const width = 1 + 9 * p
  const head = 7 + width
  const bend = 0.14 * length
  const middle = { x: (from.x + to.x) / 2 - uy * bend, y: (from.y + to.y) / 2 + ux * bend }
  const start = towards(from, middle, from.r + 2)
  const tip = towards(to, middle, to.r + 3)
  const neck = towards(to, middle, to.r + 3 + head)
  const [hx, hy] = [tip.x - neck.x, tip.y - neck.y]
  const half = (0.5 * head) / Math.hypot(hx, hy)
  const left = `${f(neck.x - hy * half)},${f(neck.y + hx * half)}`
  const right = `${f(neck.x + hy * half)},${f(neck.y - hx * half)}`
  return (
    `<path d="M${f(start.x)},${f(start.y)}Q${f(middle.x)},${f(middle.y)} ${f(neck.x)},${f(neck.y)}" fill="none" stroke="${fill}" stroke-width="${f(width)}" opacity="0.75"/>` +
    `<path d="M${f(tip.x)},${f(tip.y)}L${left}L${right}Z" fill="${fill}" opacity="0.9"/>`
  )
}

function towards(from: Node, to: { readonly x: number; readonly y: number }, distance: number) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  }
}

function short(name: string, r: number): string {
  const fits = Math.max(2, Math.floor((2 * r) / 8))
  return name.length <= fits ? name : `${name.slice(0, fits - 1)}…`
}

function f(value: number): string {
  return value.toFixed(1)
}
