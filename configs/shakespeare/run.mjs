// node configs/shakespeare/run.mjs: the numbers of docs/results.md, from the data in data/.
import { dsm } from '../tools/dsm.mjs'

dsm(['train', 'configs/shakespeare/config.yaml', '--quiet'])
