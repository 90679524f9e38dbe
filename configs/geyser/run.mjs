// node configs/geyser/run.mjs [FOLDER of geyser.csv]: the numbers of docs/results.md.
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dsm } from '../tools/dsm.mjs'
import { rawFolder } from '../tools/raw-folder.mjs'

const folder = rawFolder(
  'timeseries',
  ['geyser.csv'],
  'geyser.csv is the data set geyser of the R package MASS (GPL), columns waiting,duration.',
)
const data = relative(fileURLToPath(new URL('../../', import.meta.url)), join(folder, 'geyser.csv'))

for (const states of [1, 2, 3]) {
  dsm(['train', 'configs/geyser/config.yaml', '--data', data, '--set', `model.states=${states}`, '--quiet'])
}
