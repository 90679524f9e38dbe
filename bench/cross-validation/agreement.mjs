/** Of AIC and BIC, relative, where K = 1: there is one optimum and both reach it at once. */
const SAME_FIT = 1e-9
/** Of AIC, relative, where K is below the truth or is it, and of held-out means, nats a step: the folds of the programs are not the same. */
const SAME_OPTIMUM = 1e-4
const SAME_SCORE = 0.005

/** Throws where dsm's figures are not those of the other program; better optima and better scores are no complaint. */
export function checkAgreement(own, other, trueStates) {
  for (const [i, mine] of own.entries()) {
    const theirs = other[i]
    if (mine.states === 1) {
      for (const name of ['aic', 'bic'])
        if (!(Math.abs(mine[name] - theirs[name]) <= SAME_FIT * Math.abs(theirs[name])))
          complain(1, name, mine[name], theirs[name])
    }
    if (mine.states <= trueStates && !(mine.aic - theirs.aic <= SAME_OPTIMUM * Math.abs(theirs.aic)))
      complain(mine.states, 'aic', mine.aic, theirs.aic)
    if (!(theirs.mean - mine.mean <= SAME_SCORE))
      complain(mine.states, 'held-out mean', mine.mean, theirs.mean)
  }
}

function complain(states, what, mine, theirs) {
  throw new Error(`K=${states}, ${what}: dsm has ${mine}, hmmlearn ${theirs}`)
}
