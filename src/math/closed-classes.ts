/**
 * The closed communicating classes of a chain: sets of states that reach each other and nothing else.
 * `allowed` is [K][K], 1 where a transition is possible. One class means one stationary distribution.
 */
export function closedClasses(allowed: Uint8Array, states: number): number[][] {
  const reach = Uint8Array.from(allowed)
  for (let k = 0; k < states; k++) reach[k * states + k] = 1
  for (let via = 0; via < states; via++)
    for (let j = 0; j < states; j++)
      if (reach[j * states + via] === 1)
        for (let k = 0; k < states; k++) if (reach[via * states + k] === 1) reach[j * states + k] = 1
  const classes: number[][] = []
  for (let j = 0; j < states; j++) {
    const members = [...Array(states).keys()].filter((k) => reach[j * states + k] === 1)
    const closed = members.every((k) => reach[k * states + j] === 1)
    if (closed && members[0] === j) classes.push(members)
  }
  return classes
}
