import { fixed, plural } from '../format.js'
import { colour } from './palette.js'
import { mostPoints, type Section } from './section.js'

/** The log of a network's training: for each training step of the chosen restart, in order. Losses in nats per observed step. */
export interface TrainingCurve {
  readonly step: readonly number[]
  readonly epoch: readonly number[]
  readonly loss: readonly number[]
  /** NaN but after an epoch's last step. */
  readonly validationLoss: readonly number[]
  readonly learningRate: readonly number[]
}

/** How a network learnt: its loss on the batches, on the sequences kept aside, and the learning rate. */
export function trainingSection(curve: TrainingCurve | null): Section | null {
  if (curve === null || curve.step.length < 2) return null
  const means = stretches(curve)
  const validation = curve.validationLoss.flatMap((loss, i) =>
    Number.isNaN(loss) ? [] : [{ step: curve.step[i]!, loss, epoch: curve.epoch[i]! }],
  )
  const best = validation.reduce((a, b) => (b.loss < a.loss ? b : a), validation[0]!)
  const shown = [...means.slice(1), ...validation.slice(1)].map(({ loss }) => loss)
  const x = { field: 'step', type: 'quantitative', title: 'training step' }
  const losses = {
    field: 'loss',
    type: 'quantitative',
    scale: { zero: false, ...(shown.length > 0 && { domainMax: Math.max(...shown) }) },
    title: 'loss, nats per step',
  }
  const line = (values: unknown, name: 'muted' | 'accent', y: object) => ({
    data: { values },
    mark: { type: 'line', clip: true, strokeWidth: 2, color: colour(name) },
    encoding: { x, y },
  })
  const last = means.at(-1)!
  const said =
    best === undefined
      ? `No sequences were kept aside; the loss of the last batches was ${fixed(last.loss)}.`
      : `The loss of the sequences kept aside was least after epoch ${best.epoch}: ${fixed(best.loss)}; the weights of that epoch were kept.`
  return {
    id: 'training',
    title: 'Training',
    text: [`${plural(curve.step.at(-1)!, 'training step')}. ${said}`],
    pictures: [
      {
        name: 'loss',
        alt: `Loss by training step, from ${fixed(means[0]!.loss)} to ${fixed(last.loss)} nats per step${best === undefined ? '' : `; that of the sequences kept aside, at best ${fixed(best.loss)}`}.`,
        caption:
          'Grey: −log-likelihood per observed step of the batches, averaged over stretches of training. In colour: the same of the sequences kept aside, after each epoch.',
        drawing: {
          spec: {
            width: 360,
            height: 220,
            layer: [line(means, 'muted', losses), line(validation, 'accent', losses)],
          } as never,
        },
      },
      {
        name: 'learning-rate',
        alt: `The learning rate by training step, at its highest ${Math.max(...means.map(({ rate }) => rate)).toPrecision(3)}.`,
        caption: 'Learning rate.',
        drawing: {
          spec: {
            width: 360,
            height: 90,
            ...line(means, 'muted', {
              field: 'rate',
              type: 'quantitative',
              title: 'rate',
              axis: { tickCount: 3 },
            }),
          } as never,
        },
      },
    ],
    figures: {
      steps: curve.step.at(-1)!,
      bestEpoch: best?.epoch ?? null,
      validationLoss: best?.loss ?? null,
    },
  }
}

/** Means over stretches of steps, so that noise of single batches does not hide the course. */
function stretches({ step, loss, learningRate }: TrainingCurve) {
  const length = Math.max(1, Math.ceil(step.length / Math.min(200, mostPoints)))
  const means: { step: number; loss: number; rate: number }[] = []
  for (let from = 0; from < step.length; from += length) {
    const to = Math.min(step.length, from + length)
    const sum = loss.slice(from, to).reduce((a, b) => a + b, 0)
    means.push({ step: step[to - 1]!, loss: sum / (to - from), rate: learningRate[to - 1]! })
  }
  return means
}
