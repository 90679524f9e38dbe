// node configs/hapt/priors.mjs [FOLDER]: what the covariance prior does, by three-fold cross-validation over the training people.
import { dsm, say } from '../tools/dsm.mjs'
import { locate, prepare } from './prepare.mjs'

prepare(locate())
const data = 'configs/hapt/prepared/hapt.csv'
const training = [1, 3, 5, 6, 7, 8, 11, 14, 15, 16, 17, 19, 21, 22, 23, 25, 26, 27, 28, 29, 30]
const priors = [
  [20, 0.05],
  [100, 0.05],
  [20, 1],
  [300, 0.25],
]

for (const [strength, scale] of priors) {
  for (const name of ['window', 'chain']) {
    let right = 0
    let windows = 0
    for (const fold of [0, 1, 2]) {
      const held = training.filter((_, i) => i % 3 === fold)
      const kept = training.filter((_, i) => i % 3 !== fold)
      const { steps, accuracy } = accuracyOf(name, strength, scale, kept, held)
      right += accuracy * steps
      windows += steps
    }
    const test = accuracyOf(name, strength, scale, training, [2, 4, 9, 10, 12, 13, 18, 20, 24])
    say(
      `strength ${strength}, scale ${scale}, ${name}: training people by cross-validation ${percent(right / windows)}, test people ${percent(test.accuracy)}`,
    )
  }
}

/** Accuracy on some people after training on others. */
function accuracyOf(name, strength, scale, kept, held) {
  const output = `runs/hapt-priors-${name}`
  const prior = `model.experts[0].prior.covariance={ strength: ${strength}, scale: ${scale} }`
  const config = `configs/hapt/${name}.yaml`
  const kinds = ['--where', 'kind=basic,transition']
  // All people are in the file; the config's own filter on the column split is widened to both.
  const people = (list) => ['--where', 'split=train,test', ...kinds, '--where', `user=${list.join(',')}`]
  dsm(['train', config, '--output', output, '--set', prior, ...people(kept)], { json: true })
  return dsm(['eval', output, data, ...people(held)], { json: true }).labels
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`
}
