import type { ExpertConfig, ExpertFamilyName } from '../../config/experts.js'
import type { GroupPlan } from '../../encode/encoded.js'
import type { Expert, ExpertFamily } from '../expert.js'
import { bernoulli } from './bernoulli.js'
import { categorical } from './categorical.js'
import { gaussian } from './gaussian.js'
import { label } from './label.js'
import { neural } from './neural.js'
import { poisson } from './poisson.js'
import { studentT } from './student-t.js'

/** Every family, by the word that the config uses. */
export const expertFamilies: Readonly<Record<ExpertFamilyName, ExpertFamily>> = {
  gaussian,
  'student-t': studentT,
  categorical,
  bernoulli,
  poisson,
  neural,
  label,
}

/** Throws ConfigError where start values or fixed parameters do not fit K states and the group's columns. */
export function createExpert(config: ExpertConfig, plan: GroupPlan, states: number, memory = 0): Expert {
  return expertFamilies[config.family].create(config, plan, states, memory)
}
