// node configs/hapt/run.mjs [FOLDER of hapt_1s_windows.csv]: the numbers of docs/results.md.
import { dsm } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const data = 'configs/hapt/prepared/hapt.csv'

for (const name of ['window', 'chain']) {
  dsm(['train', `configs/hapt/${name}.yaml`, '--quiet'])
  dsm(['eval', `runs/hapt-${name}`, data, '--where', 'split=test'])
}

dsm(['train', 'configs/hapt/unsupervised.yaml', '--quiet'])
dsm([
  ...['eval', 'runs/hapt-unsupervised', data, '--where', 'split=test', '--labels', 'activity'],
  ...['--map-where', 'split=train'],
])
