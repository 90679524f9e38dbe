// node configs/ud-ewt/run.mjs [FOLDER of en_ewt-ud-*.conllu]: the numbers of docs/results.md.
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dsm } from '../tools/dsm.mjs'
import { rawFolder } from '../tools/raw-folder.mjs'

const files = ['en_ewt-ud-train.conllu', 'en_ewt-ud-test.conllu']
const folder = rawFolder(
  'ud-ewt',
  files,
  'It is the Universal Dependencies treebank English EWT (CC BY-SA 4.0), github.com/UniversalDependencies/UD_English-EWT.',
)
const root = fileURLToPath(new URL('../../', import.meta.url))
const [train, test] = files.map((file) => relative(root, join(folder, file)))
const config = 'configs/ud-ewt/config.yaml'

dsm(['train', config, '--data', train, '--quiet'])
dsm(['eval', 'runs/ud-ewt', test])

// Each word its most frequent tag: the same model without the chain.
const tag = [
  '--set',
  'model.gate=independent',
  '--set',
  'model.transition=null',
  '--output',
  'runs/ud-ewt-word',
]
dsm(['train', config, '--data', train, ...tag, '--quiet'])
dsm(['eval', 'runs/ud-ewt-word', test])
