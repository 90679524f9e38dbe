// The main job on real data, as a user would do it: choose K, train with it, evaluate, label the file.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = 'runs/earthquakes'

dsm('cv', 'configs/earthquakes/config.yaml', '--output', run)
dsm('train', `${run}/config.yaml`, '--output', run)
dsm('eval', run, 'data/earthquakes.csv')
dsm('predict', run, 'data/earthquakes.csv', '--posterior', '--out', `${run}/labelled.csv`)

console.log(`
Done. Everything is in ${run}/:
  cv.json        held-out log-likelihood of each K, and why K was chosen
  config.yaml    the config with the chosen K
  model.json     the fitted model (dsm show ${run} prints it)
  labelled.csv   the data with the state of every year and its probability`)

function dsm(...args) {
  console.log(`\n$ dsm ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, [`${root}bin/dsm.js`, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
