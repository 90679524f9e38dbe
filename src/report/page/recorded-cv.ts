import type { CvResult, CvRow } from '../../selection/index.js'

/** A search as its file has it: −Infinity is null there. */
export type RecordedCv = Omit<CvResult, 'warnings'> & {
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

/** The cell of the grid that a row belongs to, in words. */
export function gridWords(row: CvRow): string {
  return row.label.replace(/^K=\d+(, )?/, '') || 'all'
}

/** What the held-out axis shows. */
export function scoreTitle(score: RecordedCv['score']): string {
  return {
    'log-likelihood': 'held-out log-likelihood, nats per step',
    accuracy: 'held-out accuracy',
    'macro-f1': 'held-out macro-F1',
    'log-loss': 'held-out log p(label), nats per step',
  }[score ?? 'log-likelihood']
}
