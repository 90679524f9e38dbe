import type { GaussianConfig } from '../../../config/experts.js'
import { Factorised } from './factorised.js'
import { Joint } from './joint.js'
import type { Scale } from './scale.js'
import type { Structure } from './structure.js'

/** The structure that the config's word names; `full` over a single column is `diagonal`. */
export function createStructure(
  covariance: GaussianConfig['covariance'],
  states: number,
  scale: Scale,
): Structure {
  const columns = scale.centre.length
  switch (covariance) {
    case 'diagonal':
      return new Factorised(states, scale, false, { axes: ['state', 'column'], shape: [states, columns] })
    case 'spherical':
      return new Factorised(states, scale, true, { axes: ['state'], shape: [states] })
    case 'tied':
      return new Joint(states, scale, true, { axes: ['column', 'column'], shape: [columns, columns] })
    case 'full': {
      const layout = { axes: ['state', 'column', 'column'], shape: [states, columns, columns] } as const
      return columns === 1
        ? new Factorised(states, scale, false, layout)
        : new Joint(states, scale, false, layout)
    }
  }
}
