/** How many observations of the training data as a whole `lawOf` of an output adds to those of a cluster. */
export const COMMON_WEIGHT = 2
