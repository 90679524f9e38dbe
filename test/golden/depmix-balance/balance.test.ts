import { describe, it } from 'vitest'
import { fitFile } from '../../fit.js'
import { sharedTitle } from '../../shared.js'
import { criteria, expectNear, referencePath } from '../reference.js'

/**
 * Four binary balance-scale items of 779 children (Jansen & van der Maas 2002), from the vignette of depmixS4 (GPL, the
 * data stay in the references). The published latent classes depend on age, which needs a gate with inputs; one class
 * does not.
 */
const path = referencePath('depmix-balance')
const SAME_MAXIMUM = 1e-8

describe.skipIf(path === null)(sharedTitle('depmix-balance', path), () => {
  it('one latent class: four independent Bernoulli items', async () => {
    const { prepared, result } = await fitFile(
      { model: { gate: 'independent', states: 1, experts: [{ family: 'bernoulli', columns: 'd1..d4' }] } },
      path!,
    )
    expectNear([result.logLikelihood], [-1973.626431700578], SAME_MAXIMUM)
    const { parameters, bic } = criteria(prepared, result.logLikelihood)
    expectNear([parameters, bic], [4, 3973.8849075846388], SAME_MAXIMUM)
  })
})
