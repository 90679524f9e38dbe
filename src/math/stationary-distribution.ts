/**
 * The stationary distribution δ = δA of a transition matrix [K][K], by the elimination of states of Grassmann, Taksar & Heyman
 * 1985: nothing is subtracted, so that every δ_k keeps its relative precision however seldom the chain moves. null where
 * the chain can be caught in more than one set of states.
 */
export function stationaryDistribution(transition: Float64Array, states: number): Float64Array | null {
  // The state that is eliminated last has to be one that the chain always comes back to.
  for (let root = 0; root < states; root++) {
    const law = lawFrom(root, transition, states)
    if (law !== null) return law
  }
  return null
}

function lawFrom(root: number, transition: Float64Array, states: number): Float64Array | null {
  const order = Array.from({ length: states }, (_, k) => (k === 0 ? root : k <= root ? k - 1 : k))
  const a = Float64Array.from(transition, (_, i) => {
    return transition[order[Math.floor(i / states)]! * states + order[i % states]!]!
  })
  for (let n = states - 1; n > 0; n--) {
    let leaving = 0
    for (let k = 0; k < n; k++) leaving += a[n * states + k]!
    if (!(leaving > 0)) return null
    for (let j = 0; j < n; j++) {
      const share = a[j * states + n]! / leaving
      a[j * states + n] = share
      if (share > 0) for (let k = 0; k < n; k++) a[j * states + k]! += share * a[n * states + k]!
    }
  }
  const weights = new Float64Array(states)
  weights[0] = 1
  let total = 1
  for (let n = 1; n < states; n++) {
    for (let j = 0; j < n; j++) weights[n]! += weights[j]! * a[j * states + n]!
    total += weights[n]!
  }
  if (!Number.isFinite(total)) return null
  const law = new Float64Array(states)
  for (const [i, k] of order.entries()) law[k] = weights[i]! / total
  return law
}
