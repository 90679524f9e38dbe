import { UsageError } from '../../errors.js'
import type { LagRule } from '../../memory/lag-rule.js'
import type { PredictOptions } from '../commands/predict.js'

/** A step is written once whatever comes later moves its marginals by no more than this, in total variation. */
const settled = 1e-3
const defaultMaxLag = 1000

/** When the steps of a stream are written. Throws UsageError. */
export function lagRule({ lag = 0, maxLag }: PredictOptions): LagRule {
  if (lag === 'auto') return { kind: 'auto', most: maxLag ?? defaultMaxLag, tolerance: settled }
  if (maxLag !== undefined) {
    throw new UsageError('options', '--max-lag is the cap of --lag auto', {
      hint: 'add --lag auto, or leave --max-lag out',
    })
  }
  return { kind: 'fixed', steps: lag }
}

/** Options that make no sense with a stream, and stream options without one. Throws UsageError. */
export function refuseStreamContradictions(
  options: PredictOptions,
  refuse: (one: string, other: string, why: string) => never,
): void {
  const { stream, lag, maxLag, forecast, paths, samples, method, online, beam } = options
  if (stream !== true) {
    const alone = lag !== undefined ? '--lag' : maxLag !== undefined ? '--max-lag' : null
    if (alone !== null)
      throw new UsageError('options', `${alone} is an option of --stream`, {
        hint: `add --stream, or leave ${alone} out`,
      })
    return
  }
  const endless = 'a stream need not end'
  if (forecast !== undefined) refuse('--stream', '--forecast', endless)
  if (paths !== undefined) refuse('--stream', '--paths', endless)
  if (samples !== undefined) refuse('--stream', '--samples', endless)
  if (method === 'viterbi') refuse('--stream', '--method viterbi', endless)
  if (method === 'posterior' && (lag ?? 0) === 0)
    refuse('--lag 0', '--method posterior', 'the posterior looks ahead')
  if (online === true && lag !== undefined && lag !== 0)
    refuse('--online', `--lag ${lag}`, 'a lag looks ahead')
  if (beam !== undefined && beam > 0) refuse('--stream', '--beam', 'a stream keeps all states')
}
