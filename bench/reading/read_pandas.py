"""Reads a CSV file into arrays with pandas, once: read_pandas.py FILE. Columns of text become codes."""
import json
import os
import resource
import sys
import time

import pandas as pd

begin = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
numbers = frame.select_dtypes("number").to_numpy()
codes = [pd.factorize(frame[name])[0] for name in frame.columns.difference(frame.select_dtypes("number").columns)]
seconds = time.perf_counter() - begin
with open(os.environ["DSM_BENCH_PEAK"], "w") as file:
    file.write(str(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
print(json.dumps({"seconds": seconds, "steps": len(frame)}))
