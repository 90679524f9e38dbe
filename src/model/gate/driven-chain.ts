import type { TransitionNetwork } from '../../config/transition-network.js'
import type { GroupPlan, NumberPlan } from '../../encode/encoded.js'
import { createRandom, type Random } from '../../random.js'
import { featureCount } from '../experts/neural/architecture.js'
import { initialWeights } from '../experts/neural/initial-weights.js'
import { refuseMissing } from '../experts/neural/missing-inputs.js'
import { vectorWords } from '../experts/neural/vector-words.js'
import { hasVectors, vectorLayout } from '../experts/neural/vectors.js'
import type { Gate, GateDescription, GateNetwork, GivenGate } from '../gate.js'
import { type Parameters, type TensorLayout, tensor } from '../tensor.js'
import { chainLaw } from './chain-law.js'
import { GivenChain } from './given-chain.js'
import { topology } from './topology.js'
import { type TransitionArchitecture, transitionLayout, transitionLogits } from './transition-outputs.js'

/** Steps with average inputs that are described: where whole sequences are normalised, what follows counts until it is far away. */
const AVERAGE_STEPS = 50

/** A chain that sees its inputs: p(z_1 | u_1) Π_t p(z_t | z_{t−1}, u_t), all from one network of u_t, the inputs around step t. */
export class DrivenChain implements Gate {
  readonly kind = 'markov'
  readonly layout: Readonly<Record<string, TensorLayout>>
  /** Of these, the weights of the vectors of symbols and letters. */
  readonly vectorLayout: Readonly<Record<string, TensorLayout>>
  readonly start: Parameters = {}
  readonly fixed: readonly string[] = []
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly restricted = false
  readonly network: GateNetwork
  readonly architecture: TransitionArchitecture
  /** What it sees, as the inputs of a group without columns of its own. */
  readonly plan: NumberPlan
  readonly #known = new WeakMap<Parameters, GivenChain>()

  constructor(
    readonly config: TransitionNetwork,
    seen: readonly GroupPlan[],
    readonly states: number,
  ) {
    const window = config.context[1] - config.context[0] + 1
    const inputs = window * seen.reduce((sum, group) => sum + featureCount(group), 0)
    this.plan = { kind: 'numbers', columns: [], mean: [], variance: [], counts: [], inputs: seen }
    this.architecture = { states, inputs, units: config.units }
    this.vectorLayout = vectorLayout(seen)
    this.layout = { ...this.vectorLayout, ...transitionLayout(this.architecture) }
    this.statisticsLength = 2 * states + states * states
    this.freeParameters = Object.values(this.layout).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    )
    this.network = {
      layout: this.layout,
      weightDecay: config.weightDecay,
      validateData: ({ gate }, place) => {
        for (const [i, plan] of seen.entries()) if (gate !== undefined) refuseMissing(plan, gate[i]!, place)
      },
      describe: (weights) => this.#describe(weights),
    }
  }

  get own(): number {
    return this.architecture.inputs
  }

  /** Networks start at random, transitions where those of a matrix do: log A in the bias of the output. */
  initialise(random: Random = createRandom(0)): Parameters {
    const { transitionOutputBias } = this.layout
    const start = topology(undefined, this.states).start.map((p) => Math.fround(Math.log(p)))
    return {
      ...initialWeights(this.layout, new Float64Array(0), random),
      transitionOutputBias: tensor(transitionOutputBias!, start),
    }
  }

  inputs(): null {
    return null
  }

  given(weights: Parameters): GivenGate {
    const known = this.#known.get(weights) ?? new GivenChain(this, weights)
    this.#known.set(weights, known)
    return known
  }

  maximise(_statistics: Float64Array, previous: Parameters): Parameters {
    return previous
  }

  logPrior(): number {
    return 0
  }

  #describe(weights: Parameters): GateDescription {
    const { inputs, units } = this.architecture
    const average = new Float64Array(AVERAGE_STEPS * inputs)
    const logits = transitionLogits(this.architecture, weights, average, AVERAGE_STEPS)
    const { logInitial, probabilities } = chainLaw(logits, this.config.normalise)
    const vectors = this.plan.inputs!.filter(hasVectors).map(vectorWords)
    const words = vectors.length === 0 ? '' : ` (vectors of ${vectors.join(', ')})`
    const layers = units.length === 0 ? 'no hidden layer' : `hidden layers of ${units.join(', ')}`
    const normaliser = this.config.normalise === 'step' ? '' : ', normalised over whole sequences'
    return {
      title: `transitions from a network: ${inputs} inputs${words}, ${layers}, ${this.freeParameters} weights${normaliser}; at average inputs:`,
      chain: { initial: logInitial.map(Math.exp), transition: probabilities.slice(0, this.states ** 2) },
    }
  }
}
