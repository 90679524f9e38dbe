import type { NeuralConfig } from '../../config/neural.js'
import type { EncodedGroup, GroupPlan, Spelling } from '../../encode/encoded.js'
import type { Random } from '../../random.js'
import type {
  CompiledExpert,
  Expert,
  ExpertDescription,
  ExpertFamily,
  GivenInputs,
  Maximised,
  Stretch,
} from '../expert.js'
import type { Parameters, TensorLayout } from '../tensor.js'
import { columnNames } from './column-table.js'
import { type Architecture, architectureOf, weightLayout } from './neural/architecture.js'
import { forward } from './neural/forward.js'
import { initialWeights } from './neural/initial-weights.js'
import { fillInputs } from './neural/inputs.js'
import { KnownOutputs } from './neural/known-outputs.js'
import type { Numbers } from './neural/letters.js'
import { refuseMissing } from './neural/missing-inputs.js'
import { createOutput, type Output } from './neural/output.js'
import { vectorWords } from './neural/vector-words.js'
import { hasVectors, type VectorTable, vectorLayout, vectorTables } from './neural/vectors.js'
import { requireCells } from './number-columns.js'

/** p(x_t | u_t, z_t = k) from one network for all states: u_t the inputs around step t, e_k a learnt vector for each state. */
export const neural: ExpertFamily<NeuralConfig> = {
  family: 'neural',
  reads: 'number',
  create: (config, plan, states, memory) => new NeuralExpert(config, plan, states, memory),
}

/** Trained by gradient (src/neural/), so that there are no sufficient statistics; here it only says what its weights mean. */
export class NeuralExpert implements Expert {
  readonly family = 'neural'
  readonly columns: readonly string[]
  readonly layout: Readonly<Record<string, TensorLayout>>
  /** Of these, the weights of the vectors of symbols and letters. */
  readonly vectorLayout: Readonly<Record<string, TensorLayout>>
  readonly start: Parameters = {}
  readonly fixed: readonly string[] = []
  readonly statisticsLength = 0
  readonly freeParameters: number
  readonly architecture: Architecture
  readonly output: Output
  /** Scores, paths and predictions of one model share its outputs. */
  readonly #compiled = new WeakMap<Parameters, CompiledNetwork>()

  constructor(
    readonly config: NeuralConfig,
    readonly plan: GroupPlan,
    readonly states: number,
    memory: number,
  ) {
    this.columns = plan.columns
    this.output = createOutput(config.output, plan)
    this.architecture = architectureOf(config, plan, states, this.output.width, memory)
    this.vectorLayout = vectorLayout(plan.inputs ?? [])
    this.layout = { ...this.vectorLayout, ...weightLayout(this.architecture) }
    this.freeParameters = Object.values(this.layout).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    )
  }

  initialise(random: Random): Parameters {
    return initialWeights(this.layout, this.output.bias, random)
  }

  /** How many inputs come from the data: all but the state of the gate. */
  get own(): number {
    return this.architecture.inputs - this.architecture.memory
  }

  /** u [T][P] of the steps from ≤ t < to of one sequence that begins at `from`; `tables` hold the vectors of symbols. */
  inputs<A extends Numbers>(
    group: EncodedGroup,
    from: number,
    to: number,
    u: A,
    tables: readonly (VectorTable | null)[] = [],
  ): A {
    fillInputs(this.config, this.plan, group, from, to, u, { from, to }, tables)
    return u
  }

  compile(weights: Parameters): CompiledExpert {
    const known = this.#compiled.get(weights) ?? new CompiledNetwork(this, weights)
    this.#compiled.set(weights, known)
    return known
  }

  maximise(_statistics: Float64Array, previous: Parameters | null): Maximised {
    if (previous === null) throw new Error('a network has no M-step')
    return { parameters: previous, floored: [] }
  }

  logPrior(): number {
    return 0
  }

  validate(): void {}

  validateData(group: EncodedGroup, place: (step: number) => { source: string; line: number }): void {
    if (this.config.output === 'bernoulli')
      requireCells(
        group,
        this.columns,
        place,
        (x) => x === 0 || x === 1,
        '0 or 1',
        'Mend the cell, or use output: gaussian',
      )
    for (const [i, plan] of (this.plan.inputs ?? []).entries()) refuseMissing(plan, group.inputs![i]!, place)
    if (this.config.inputs.includes('previous')) refuseMissing(this.plan, group, place)
  }

  describe(weights: Parameters): ExpertDescription {
    const { states, inputs, memory } = this.architecture
    const nothing = new Float64Array(inputs)
    const average = forward(this.architecture, weights, nothing.subarray(memory), 1, nothing)
    const row = (k: number) => average.subarray(k * this.output.width, (k + 1) * this.output.width)
    const at = inputs === 0 ? ':' : '; at average inputs:'
    return {
      title: `neural (${this.config.output}): ${columnNames(this.columns)}; ${this.#words()}, ${this.freeParameters} weights${at}`,
      heads: this.output.heads,
      rows: Array.from({ length: states }, (_, k) => this.output.describe(row(k))),
    }
  }

  #words(): string {
    const { inputs, memory, units, template } = this.architecture
    if (template !== null) {
      const shift = template.rank > 0 ? ` of rank ${template.rank}` : ''
      return `a template of each state${memory === 0 ? '' : `, shifted by the state of the gate${shift}`}`
    }
    const layers = units.length === 0 ? 'no hidden layer' : `hidden layers of ${units.join(', ')}`
    return `${inputs} inputs${this.#vectorWords()}, ${layers}`
  }

  /** ` (vectors of 48 for form, 16 for the last 3 letters of form)` */
  #vectorWords(): string {
    const words = (this.plan.inputs ?? []).filter(hasVectors).map(vectorWords)
    return words.length === 0 ? '' : ` (vectors of ${words.join(', ')})`
  }
}

class CompiledNetwork implements CompiledExpert {
  readonly given: GivenInputs
  /** The vectors of words, for each set of words that was met. */
  readonly #pooled = new WeakMap<Spelling, Float64Array>()
  readonly #known = new KnownOutputs()

  constructor(
    private readonly expert: NeuralExpert,
    private readonly weights: Parameters,
  ) {
    const { output, states } = expert
    this.given = {
      expected: (group, from, to, memory) => {
        const outputs = this.#outputs(group, from, to, memory)
        const rows = Array.from({ length: (to - from) * states }, (_, row) =>
          output.expected(outputs.subarray(row * output.width, (row + 1) * output.width)),
        )
        const width = rows[0]?.length ?? 0
        const all = new Float64Array(rows.length * width)
        for (const [row, values] of rows.entries()) all.set(values, row * width)
        return all
      },
      sample: (...drawn) => this.#draw(...drawn),
    }
  }

  addLogProbability(
    group: EncodedGroup,
    from: number,
    to: number,
    out: Float64Array,
    memory?: Float64Array,
  ): void {
    const { output, states } = this.expert
    output.addLogProbability(this.#outputs(group, from, to, memory), states, group, from, to - from, out)
  }

  collect(): void {}

  sample(): number[] {
    throw new Error('a network draws from inputs: use given.sample')
  }

  /** Step by step: the cells just drawn may be inputs of the next step. */
  #draw(
    group: EncodedGroup,
    { from, to }: Stretch,
    steps: Stretch,
    path: Int32Array,
    random: Random,
    memory?: Float64Array,
  ): void {
    const { architecture, config, plan, output } = this.expert
    const u = new Float64Array(this.expert.own)
    const tables = this.#tables(group)
    for (let t = steps.from; t < steps.to; t++) {
      fillInputs(config, plan, group, from, to, u, { from: t, to: t + 1 }, tables)
      const row = path[t - steps.from]! * output.width
      const seen = memory?.subarray((t - steps.from) * architecture.memory)
      const outputs = forward(architecture, this.weights, u, 1, seen)
      const cells = output.sample(outputs.subarray(row, row + output.width), random)
      if (group.kind === 'numbers') group.values.set(cells, t * group.dimension)
      else group.codes[t] = cells[0]!
    }
  }

  #outputs(group: EncodedGroup, from: number, to: number, memory?: Float64Array): Float64Array {
    const { architecture, own } = this.expert
    const seen = architecture.memory === 0 ? undefined : memory
    return this.#known.get(seen ?? group, from, to, () => {
      const u = new Float64Array((to - from) * own)
      this.expert.inputs(group, from, to, u, this.#tables(group))
      return forward(architecture, this.weights, u, to - from, seen)
    })
  }

  #tables({ inputs }: EncodedGroup): (VectorTable | null)[] {
    const values = Object.fromEntries(Object.entries(this.weights).map(([name, w]) => [name, w.values]))
    return vectorTables(this.expert.plan.inputs ?? [], inputs ?? [], values, this.#pooled)
  }
}
