/**
 * Annual counts of major earthquakes (magnitude 7 and above) worldwide, 1900-2006.
 *
 * Sources of the figures: W. Zucchini, I. MacDonald & R. Langrock, Hidden Markov Models for Time Series (2016), whose
 * R functions (direct maximisation by nlm) printed the published values; "recomputed" are maxima found by
 * EM and BFGS from many starts, outside this project. mllk of the book is minus the log-likelihood.
 */

export const stationary = [
  { states: 1, logLikelihood: -391.9189281654951 },
  { states: 2, logLikelihood: -342.3182667880589, aic: 692.6365, bic: 703.3278 },
  { states: 3, logLikelihood: -329.460276311783, aic: 676.9206, bic: 700.976 },
  { states: 4, logLikelihood: -327.83158534090796, aic: 687.6632, bic: 730.4284 },
] as const

export const stationaryThreeStates = {
  rate: [13.14573, 19.72101, 29.71437],
  transition: [
    0.9546243, 0.0244426, 0.02093313, 0.04976679, 0.8993673, 0.05086592, 1.504495e-9, 0.196642, 0.80335799,
  ],
  weights: [0.443642, 0.4044983, 0.1518597],
}

export const free = [
  { states: 1, logLikelihood: -391.9189281654951 },
  { states: 2, logLikelihood: -341.8787010146254, aic: 693.7574, bic: 707.1216 },
  { states: 3, logLikelihood: -328.52748338066675, aic: 679.055, bic: 708.4561 },
] as const

export const freeThreeStates = {
  rate: [13.13374, 19.71312, 29.70964],
  transition: [
    0.9392937, 0.03209754, 0.02860881, 0.04040106, 0.90643731, 0.05316163, 9e-12, 0.19025401, 0.80974599,
  ],
  weights: [1, 0, 0],
}

/** The published optimum is a local one: better ones exist. The other value is the best of 200 starts. */
export const freeFourStates = { publishedLocal: -326.6749, recomputed: -326.28501624030906 }

export const independent = [
  { states: 1, logLikelihood: -391.9189281654951 },
  { states: 2, logLikelihood: -360.36904362640666 },
  { states: 3, logLikelihood: -356.84893915808186 },
  { states: 4, logLikelihood: -356.7337012528746 },
] as const

export const independentThreeStates = {
  rate: [12.73573, 19.78515, 31.6294],
  weights: [0.2775329, 0.5928037, 0.1296634],
}

/** Decoding at fixed parameters (the book's exercise with rates 10, 20, 25), states from 1. */
export const decoding = {
  rate: [10, 20, 25],
  stay: 0.8,
  logLikelihood: -347.03529447549585,
  local: `
    1 1 1 1 1 3 3 3 3 3 3 3 3 3 3 2 2 2 2 1 1 1 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 2 2
    2 2 2 3 1 2 2 2 2 2 2 2 2 2 3 3 3 3 2 2 2 2 2 2 2 2 2 1 1 1 1 1 1 1 1 1 2 2 1 1 1 2 2 2 2 2 2 2 2 2 1 1 1`,
  viterbi: `
    1 1 1 1 1 3 3 3 3 3 3 3 3 3 3 3 3 3 3 1 1 1 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3 3 3 3 3 3 3 3 2 2 2
    2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 3 3 3 2 2 2 2 2 2 2 2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 1 1`,
  /** p(state | data) one to five years ahead; a row is a horizon. */
  prediction: [
    [0.7733048, 0.1259027, 0.1007924],
    [0.6413134, 0.1881319, 0.1705547],
    [0.5489194, 0.2316923, 0.2193883],
    [0.4842436, 0.2621846, 0.2535718],
    [0.4389705, 0.2835292, 0.2775003],
  ],
}
