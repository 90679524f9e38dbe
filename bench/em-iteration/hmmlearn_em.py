"""EM iterations of hmmlearn's GaussianHMM, implementation="scaling".

The first line of stdin is the problem as JSON; each further line asks for one iteration from the start parameters.
Every answer is one line of JSON.
"""
import json
import sys
import time

import hmmlearn
import numpy as np
from hmmlearn.hmm import GaussianHMM

job = json.loads(sys.stdin.readline())
x = np.fromfile(job["data"], dtype="<f8").reshape(-1, 1)
lengths = [job["steps"]] * job["sequences"]
print(json.dumps(f"hmmlearn {hmmlearn.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}"), flush=True)

for _ in sys.stdin:
    model = GaussianHMM(
        n_components=job["states"], covariance_type="diag", implementation="scaling",
        init_params="", params="stmc", n_iter=1, covars_prior=0.0,
    )
    model.startprob_ = np.array(job["initial"])
    model.transmat_ = np.array(job["transition"]).reshape(job["states"], -1)
    model.means_ = np.array(job["mean"]).reshape(-1, 1)
    model.covars_ = np.array(job["variance"]).reshape(-1, 1)
    begin = time.perf_counter()
    model.fit(x, lengths)
    print(json.dumps({
        "seconds": time.perf_counter() - begin,
        "logLikelihood": model.monitor_.history[-1],
        "mean": model.means_.ravel().tolist(),
        "variance": model.covars_.ravel().tolist(),
        "transition": model.transmat_.ravel().tolist(),
    }), flush=True)
