import { type Encoded, MISSING } from '../../encode/encoded.js'
import { DataError } from '../../errors.js'
import type { InferenceInputs, Transitions } from '../../inference/inputs.js'
import { transitionProbability } from '../../inference/transition-probability.js'
import type { CompiledExpert, SymbolChain } from '../expert.js'

/**
 * Where x_{t−1} is missing, p(x_t | x_{t−1}, k) is no function of the state alone. The state is then expanded by the
 * symbol: (k, v) moves to (k', v') with probability A_kk' B_k'(v' | v), and an observed symbol leaves only its own v
 * possible. The sum over the missing symbols is then exact. Several chains expand by all combinations of their symbols.
 */
export interface Expansion {
  /** K, the model's states. */
  readonly states: number
  /** M, combinations of symbols; expanded state (k, m) has number k·M + m. */
  readonly combinations: number
  /** Numbers of the experts that were expanded, in mixed radix order (the last runs fastest). */
  readonly experts: readonly number[]
  /** V of each of these experts. */
  readonly symbols: readonly number[]
  /** Compressed rows of the expanded transitions. */
  readonly rowStarts: Int32Array
  readonly columns: Int32Array
}

/** Beyond this many non-zero transitions the exact sum is refused rather than left to run for hours. */
const mostTransitions = 20_000_000

export function expandSequence(
  base: InferenceInputs,
  experts: readonly number[],
  compiled: readonly CompiledExpert[],
  data: Encoded,
  from: number,
): { inputs: InferenceInputs; expansion: Expansion } {
  const chains = experts.map((e) => compiled[e]!.chain!)
  const symbols = chains.map((chain) => chain.symbols)
  const combinations = symbols.reduce((a, b) => a * b, 1)
  const { states, steps } = base
  refuseIfTooLarge(base.transitions, states, combinations, data, from)

  const logInitial = new Float64Array(states * combinations)
  for (let k = 0; k < states; k++) {
    for (let m = 0; m < combinations; m++) {
      let log = base.logInitial[k]!
      for (const [i, v] of digits(m, symbols).entries())
        log += Math.log(chains[i]!.initial[k * symbols[i]! + v]!)
      logInitial[k * combinations + m] = log
    }
  }

  const logLikelihood = new Float64Array(steps * states * combinations)
  for (let t = 0; t < steps; t++) {
    for (let m = 0; m < combinations; m++) {
      const possible = digits(m, symbols).every((v, i) => {
        const group = data.groups[experts[i]!]!
        const code = group.kind === 'symbols' ? group.codes[from + t]! : MISSING
        return code === MISSING || code === v
      })
      for (let k = 0; k < states; k++) {
        logLikelihood[(t * states + k) * combinations + m] = possible
          ? base.logLikelihood[t * states + k]!
          : Number.NEGATIVE_INFINITY
      }
    }
  }

  const sparse = expandTransitions(base.transitions, states, chains, symbols, combinations)
  return {
    inputs: { states: states * combinations, steps, logInitial, transitions: sparse, logLikelihood },
    expansion: {
      states,
      combinations,
      experts,
      symbols,
      rowStarts: sparse.rowStarts,
      columns: sparse.columns,
    },
  }
}

function expandTransitions(
  transitions: Transitions,
  states: number,
  chains: readonly SymbolChain[],
  symbols: readonly number[],
  combinations: number,
) {
  const rowStarts = new Int32Array(states * combinations + 1)
  const columns: number[] = []
  const probabilities: number[] = []
  const all = Array.from({ length: combinations }, (_, m) => digits(m, symbols))
  for (let j = 0; j < states; j++) {
    for (let m = 0; m < combinations; m++) {
      for (let k = 0; k < states; k++) {
        const move = transitionProbability(transitions, states, 0, j, k)
        if (move === 0) continue
        for (let n = 0; n < combinations; n++) {
          let probability = move
          for (let i = 0; i < chains.length; i++) {
            const v = symbols[i]!
            probability *= chains[i]!.transition[(k * v + all[m]![i]!) * v + all[n]![i]!]!
          }
          if (probability === 0) continue
          columns.push(k * combinations + n)
          probabilities.push(probability)
        }
      }
      rowStarts[j * combinations + m + 1] = columns.length
    }
  }
  return {
    kind: 'sparse' as const,
    rowStarts,
    columns: Int32Array.from(columns),
    probabilities: Float64Array.from(probabilities),
  }
}

/** Digits of m in mixed radix, the last running fastest. */
export function digits(m: number, radix: readonly number[]): number[] {
  const result = new Array<number>(radix.length)
  for (let i = radix.length - 1; i >= 0; i--) {
    result[i] = m % radix[i]!
    m = Math.floor(m / radix[i]!)
  }
  return result
}

function refuseIfTooLarge(
  transitions: Transitions,
  states: number,
  combinations: number,
  data: Encoded,
  from: number,
): void {
  const moves = transitions.kind === 'identity' ? states : states * states
  if (moves * combinations * combinations <= mostTransitions) return
  throw new DataError(
    'missing-predecessor',
    `a symbol follows a missing one in the sequence that begins at ${data.source}:${data.lines[from]}; summing over ${combinations} symbols in ${states} states at order 1 is too much work to be exact`,
    {
      hint: 'use order: 0 for this column, fill or mark the missing cells as a symbol of their own, or use fewer symbols',
    },
  )
}
