import { describe, expect, it } from 'vitest'
import { ask, fitFile } from '../../fit.js'
import { sharedTitle } from '../../shared.js'
import { expectNear, referencePath } from '../reference.js'

/**
 * Five simulated series of 200 steps from a normal HMM with two states, fitted by depmixS4, momentuHMM, hmmTMB and
 * hmmlearn in a vignette of hmmTMB (T. Michelot, GPL-3; the data stay in the references). "Recomputed" figures
 * were found by EM outside this project.
 */
const path = referencePath('hmmtmb-package-comparison')

const SAME_MAXIMUM = 1e-6
const SAME_PARAMETERS = 1e-4
/** depmixS4 prints three decimals. */
const THREE_DECIMALS = 6e-4

describe.skipIf(path === null)(sharedTitle('hmmtmb-package-comparison', path), () => {
  it('a normal HMM with two states on five series: -2287.146 and its parameters', async () => {
    const { prepared, result } = await fitFile(
      {
        data: { sequence: 'ID', order: 'time' },
        model: { gate: 'markov', states: 2, experts: [{ family: 'gaussian', columns: 'Z' }] },
        training: { restarts: 3, tolerance: 1e-13 },
      },
      path!,
    )
    expectNear([result.logLikelihood], [-2287.1461561617793], SAME_MAXIMUM)
    const { gate, experts } = result.parameters
    expectNear(experts[0]!.mean!.values, [1.0115069338429192, 9.290019984554826], SAME_PARAMETERS, 'mean')
    const sd = experts[0]!.covariance!.values.map(Math.sqrt)
    expectNear(sd, [1.0166291511681196, 4.672859915364774], SAME_PARAMETERS, 'sd')
    expectNear(sd, [1.017, 4.673], THREE_DECIMALS, 'sd of depmixS4')
    const transition = [0.90750656137204, 0.09249343862796008, 0.17086240024511065, 0.8291375997548894]
    expectNear(gate.transition!.values, transition, SAME_PARAMETERS, 'transition')
    expectNear(gate.weights!.values, [0.18512103473757557, 0.8148789652624245], SAME_PARAMETERS, 'weights')
    const { path: states } = ask(prepared, result.parameters).bestPath(0)
    expect([...states.subarray(0, 6)]).toEqual([1, 1, 1, 0, 0, 0])
  })
})
