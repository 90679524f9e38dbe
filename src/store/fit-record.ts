import type { Encoded } from '../encode/index.js'
import type { FitResult } from '../training/fit.js'
import type { RunKey } from './checkpoint.js'
import type { BeamRecord, FitRecord } from './model-file-schema.js'

/** How a model was fitted, as its file says it: everything but the parameters. */
export function fitRecord(
  result: FitResult,
  data: Encoded,
  key: Pick<RunKey, 'data' | 'seed' | 'kernel'>,
  { beam = null, device }: { beam?: BeamRecord | null; device?: string | undefined } = {},
): FitRecord {
  const { logLikelihood, objective, iterations, converged } = result
  return {
    dataHash: key.data,
    seed: key.seed,
    kernel: key.kernel,
    ...{ logLikelihood, objective, iterations, converged },
    sequences: data.offsets.length - 1,
    steps: data.offsets.at(-1)!,
    trace: [...result.trace],
    segments: [...result.segments],
    restarts: result.restarts.map(({ objective, logLikelihood, iterations, converged, floored, dead }) => ({
      ...{ objective, logLikelihood, iterations, converged },
      floored: [...floored],
      dead: [...dead],
    })),
    share: [...result.share],
    floored: [...result.floored],
    dead: [...result.dead],
    ...(beam === null ? {} : { beam }),
    ...(device === undefined ? {} : { network: { device, epoch: keptEpoch(result) } }),
  }
}

/** The epoch whose weights were kept: the first with the best score, or the last where nothing was kept aside. */
function keptEpoch({ trace, objective }: FitResult): number {
  return trace.indexOf(objective) + 1 || trace.length
}
