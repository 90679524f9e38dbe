// node configs/earthquakes/run.mjs: the numbers of docs/results.md, from the data in data/.
import { dsm } from '../tools/dsm.mjs'

const config = 'configs/earthquakes/config.yaml'
for (const states of [1, 2, 3, 4]) dsm(['train', config, '--set', `model.states=${states}`, '--quiet'])
dsm(['cv', config])
