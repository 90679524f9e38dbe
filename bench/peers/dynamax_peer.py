"""dynamax (JAX on the CPU): option "float64" or "float32". Jitted; the first call, which compiles, is not counted.

Its priors cannot be switched off; they are made so weak that they do not show.
"""
import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"
import jax

double = sys.argv[7] == "float64"
jax.config.update("jax_enable_x64", double)

from functools import partial
from importlib.metadata import version

import jax.numpy as jnp
import numpy as np
from dynamax.hidden_markov_model import CategoricalHMM, DiagonalGaussianHMM

from common import limit_memory, numbers, path_score, read_problem, serve, timed

limit_memory()
problem = read_problem()
dtype = jnp.float64 if double else jnp.float32
weak = 1e-9 if double else 1e-4
K, width = problem.states, problem.width
flat = dict(initial_probs_concentration=1 + weak, transition_matrix_concentration=1 + weak)
given = dict(initial_probs=jnp.array(problem.initial, dtype), transition_matrix=jnp.array(problem.transition, dtype))
if problem.kind == "gaussian":
    hmm = DiagonalGaussianHMM(
        K, width, emission_prior_mean_concentration=1e-9, emission_prior_concentration=1e-9,
        emission_prior_scale=1e-9, **flat,
    )
    parameters, properties = hmm.initialize(
        emission_means=jnp.array(problem.mean, dtype),
        emission_scale_diags=jnp.array(np.sqrt(problem.variance), dtype), **given,
    )
    emissions = jnp.array(problem.x, dtype)
else:
    hmm = CategoricalHMM(K, 1, width, emission_prior_concentration=1 + weak, **flat)
    parameters, properties = hmm.initialize(
        emission_probs=jnp.array(problem.probabilities, dtype)[:, None, :], **given)
    emissions = jnp.array(problem.x)


@jax.jit
def em_step(parameters, emissions):
    """The step that fit_em takes."""
    statistics, log_likelihoods = jax.vmap(partial(hmm.e_step, parameters))(emissions)
    state = hmm.initialize_m_step_state(parameters, properties)
    return hmm.m_step(parameters, properties, statistics, state)[0], log_likelihoods.sum()


@jax.jit
def best_paths(parameters, emissions):
    return jax.vmap(partial(hmm.most_likely_states, parameters))(emissions)


def em():
    seconds, (new, log_likelihood) = timed(lambda: jax.block_until_ready(em_step(parameters, emissions)))
    rest = (
        numbers(mean=new.emissions.means, variance=np.square(new.emissions.scale_diags))
        if problem.kind == "gaussian" else numbers(probabilities=new.emissions.probs)
    )
    fitted = numbers(initial=new.initial.probs, transition=new.transitions.transition_matrix) | rest
    return {"seconds": seconds, "logLikelihood": float(log_likelihood), "parameters": fitted}


def viterbi():
    seconds, paths = timed(lambda: jax.block_until_ready(best_paths(parameters, emissions)))
    return {"seconds": seconds, "score": path_score(problem, paths)}


serve(f"dynamax {version('dynamax')}, JAX {jax.__version__}", {"em": em, "viterbi": viterbi})
