// Writes data/panel.csv: an invented panel of walkers and cyclists, 12 sequences of unequal length, some cells empty.
import { writeFileSync } from 'node:fs'
import { createRandom } from '../dist/random.js'

const random = createRandom(2026, 'panel')
const activities = ['walk', 'ride']
const weather = { walk: [0.2, 0.5, 0.3], ride: [0.7, 0.25, 0.05] }
const kinds = ['sun', 'cloud', 'rain']
const rows = ['id,t,activity,speed,heading,stops,weather']
for (let person = 1; person <= 12; person++) {
  let state = random.integer(2)
  const length = 25 + random.integer(20)
  for (let t = 1; t <= length; t++) {
    if (random.uniform() < 0.12) state = 1 - state
    const speed = state === 0 ? 4.8 + 0.8 * random.normal() : 17 + 3 * random.normal()
    const heading = 0.4 * (speed - 10) + 5 * random.normal()
    const cells = [
      `p${person}`,
      t,
      person <= 4 ? activities[state] : '',
      random.uniform() < 0.05 ? '' : speed.toFixed(1),
      heading.toFixed(1),
      random.poisson(state === 0 ? 0.6 : 2.5),
      random.uniform() < 0.04 ? '' : kinds[random.index(weather[activities[state]])],
    ]
    rows.push(cells.join(','))
  }
}
writeFileSync(new URL('../data/panel.csv', import.meta.url), `${rows.join('\n')}\n`)
