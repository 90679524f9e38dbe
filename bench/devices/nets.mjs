/** The networks whose training step is timed: one batch of all rows a step, 64 inputs, 32 classes. */
export const NETS = {
  'dense, K=1': { states: 1, units: [128], sequences: 32, steps: 128 },
  'dense, K=1, 16,384 rows': { states: 1, units: [128], sequences: 128, steps: 128 },
  'dense, K=4, mixture': { states: 4, units: [128], sequences: 32, steps: 128 },
  'dense, K=4, second layer by state': { states: 4, units: [128, 64], sequences: 32, steps: 128 },
}

export const INPUTS = 64
export const CLASSES = 32
