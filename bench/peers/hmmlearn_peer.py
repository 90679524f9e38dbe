"""hmmlearn: option "scaling" or "log", its two implementations of forward-backward. Without priors."""
import hmmlearn
import numpy as np
from hmmlearn.hmm import CategoricalHMM, GaussianHMM

from common import limit_memory, numbers, path_score, read_problem, serve, timed

limit_memory()
problem = read_problem()
x = problem.x.reshape(-1, problem.x.shape[-1])
lengths = [problem.steps] * problem.sequences


def start_model():
    common = dict(n_components=problem.states, implementation=problem.options[0], init_params="", n_iter=1)
    if problem.kind == "gaussian":
        model = GaussianHMM(covariance_type="diag", params="stmc", covars_prior=0.0, means_weight=0.0, **common)
        model.means_, model.covars_ = problem.mean, problem.variance
    else:
        model = CategoricalHMM(params="ste", n_features=problem.width, **common)
        model.emissionprob_ = problem.probabilities
    model.startprob_, model.transmat_ = problem.initial, problem.transition
    return model


def em():
    model = start_model()
    seconds, _ = timed(lambda: model.fit(x, lengths))
    if problem.kind == "gaussian":
        variance = np.array([np.diag(c) for c in model.covars_])
        rest = numbers(mean=model.means_, variance=variance)
    else:
        rest = numbers(probabilities=model.emissionprob_)
    parameters = numbers(initial=model.startprob_, transition=model.transmat_) | rest
    return {"seconds": seconds, "logLikelihood": model.monitor_.history[-1], "parameters": parameters}


def viterbi():
    model = start_model()
    model.n_features = problem.x.shape[-1] if problem.kind == "gaussian" else problem.width
    seconds, (_, path) = timed(lambda: model.decode(x, lengths, algorithm="viterbi"))
    return {"seconds": seconds, "score": path_score(problem, path.reshape(problem.sequences, -1))}


serve(f"hmmlearn {hmmlearn.__version__}", {"em": em, "viterbi": viterbi})
