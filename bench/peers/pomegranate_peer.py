"""pomegranate (torch on the CPU), DenseHMM: option "float64" or "float32".

It gives every state a probability of ending; uniform ones (1/K) change no posterior, and the log-likelihood by a
constant, which is taken out. Its new transition probabilities leave room for the ending, so they are not compared.
"""
import math
import sys

import numpy as np
import torch

double = sys.argv[7] == "float64"
torch.set_default_dtype(torch.float64 if double else torch.float32)

from importlib.metadata import version

from pomegranate.distributions import Categorical, Normal
from pomegranate.hmm import DenseHMM

from common import limit_memory, path_score, read_problem, numbers, serve, timed

limit_memory()
problem = read_problem()
dtype = torch.get_default_dtype()
K = problem.states
x = torch.tensor(problem.x, dtype=dtype if problem.kind == "gaussian" else torch.int64)


def start_model():
    if problem.kind == "gaussian":
        experts = [
            Normal(torch.tensor(m, dtype=dtype), torch.tensor(v, dtype=dtype), covariance_type="diag")
            for m, v in zip(problem.mean, problem.variance)
        ]
    else:
        experts = [Categorical(torch.tensor(p, dtype=dtype)[None]) for p in problem.probabilities]
    return DenseHMM(
        experts, edges=torch.tensor(problem.transition, dtype=dtype),
        starts=torch.tensor(problem.initial, dtype=dtype), ends=torch.full((K,), 1 / K, dtype=dtype),
    )


def em():
    model = start_model()
    with torch.no_grad():
        def iterate():
            log_likelihoods = model.summarize(x)
            model.from_summaries()
            return log_likelihoods
        seconds, log_likelihoods = timed(iterate)
    log_likelihood = float(log_likelihoods.double().sum()) + problem.sequences * math.log(K)
    fitted = (
        numbers(mean=np.array([d.means.numpy() for d in model.distributions]))
        if problem.kind == "gaussian"
        else numbers(probabilities=np.array([d.probs.numpy() for d in model.distributions]))
    )
    return {"seconds": seconds, "logLikelihood": log_likelihood, "parameters": fitted}


def viterbi():
    model = start_model()
    with torch.no_grad():
        seconds, paths = timed(lambda: model.viterbi(x))
    return {"seconds": seconds, "score": path_score(problem, paths.numpy())}


serve(f"pomegranate {version('pomegranate')}, torch {torch.__version__}", {"em": em, "viterbi": viterbi})
