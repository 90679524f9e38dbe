/** Smaller is better. */
export interface Criteria {
  /** The n that BIC and ICL used. */
  readonly n: number
  /** −2 log p(x) + 2p; null for networks, as the others are: their weights are regularised, so that p does not count what was fitted. */
  readonly aic: number | null
  /** −2 log p(x) + p log n */
  readonly bic: number | null
  /** −2 log p(x, ẑ) + p log n, ẑ being the Viterbi path (Biernacki, Celeux & Govaert 2000). */
  readonly icl: number | null
}

/** `logLikelihood` log p(x) and `logJoint` log p(x, ẑ) in nats, p free parameters. */
export function informationCriteria(
  logLikelihood: number,
  logJoint: number,
  freeParameters: number,
  n: number,
): Criteria & { readonly aic: number; readonly bic: number; readonly icl: number } {
  const penalty = freeParameters * Math.log(n)
  return {
    n,
    aic: -2 * logLikelihood + 2 * freeParameters,
    bic: -2 * logLikelihood + penalty,
    icl: -2 * logJoint + penalty,
  }
}
