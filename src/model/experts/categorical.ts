import type { CategoricalConfig } from '../../config/experts.js'
import type { ExpertFamily } from '../expert.js'
import { OrderOneExpert } from './categorical/order-one.js'
import { OrderZeroExpert } from './categorical/order-zero.js'
import { symbolPlan } from './categorical/symbols.js'

/** One column of symbols (categories, words). Several columns are several experts. */
export const categorical: ExpertFamily<CategoricalConfig> = {
  family: 'categorical',
  reads: 'text',
  create: (config, plan, states) =>
    config.order === 1
      ? new OrderOneExpert(config, symbolPlan(plan), states)
      : new OrderZeroExpert(config, symbolPlan(plan), states),
}
