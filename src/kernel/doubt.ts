/** Posterior mass on densities that were held up at exp(−300): what may be too much, relative to the whole. */
export const DOUBT = 1e-18
