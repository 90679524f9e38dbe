// node configs/ud-ewt/run.mjs [FOLDER of en_ewt-ud-*.conllu]: the numbers of docs/results.md.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dsm, say } from '../tools/dsm.mjs'
import { rawFolder } from '../tools/raw-folder.mjs'

const files = ['en_ewt-ud-train.conllu', 'en_ewt-ud-test.conllu', 'en_ewt-ud-dev.conllu']
const folder = rawFolder(
  'ud-ewt',
  files,
  'It is the Universal Dependencies treebank English EWT (CC BY-SA 4.0), github.com/UniversalDependencies/UD_English-EWT.',
)
const root = fileURLToPath(new URL('../../', import.meta.url))
const [train, test, dev] = files.map((file) => relative(root, join(folder, file)))
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

// A network that sees five words. DSM_DEVICE names the device; its settings were chosen on dev.
const device = process.env.DSM_DEVICE === undefined ? [] : ['--device', process.env.DSM_DEVICE]
const began = performance.now()
dsm(['train', 'configs/ud-ewt/tagger.yaml', '--data', train, '--quiet', ...device])
const { fit } = JSON.parse(readFileSync(join(root, 'runs/ud-ewt-tagger/model.json'), 'utf8'))
say(`trained in ${((performance.now() - began) / 1000).toFixed(0)} s on ${fit.network.device}`)
for (const file of [dev, test]) {
  const { labels } = dsm(['eval', 'runs/ud-ewt-tagger', file], { json: true })
  say(`accuracy ${(100 * labels.accuracy).toFixed(2)} % on ${file}`)
}
