"""Reads the same CSV with pandas into one array of doubles. Arguments: CSV, sequence column or nothing, repetitions."""
import json
import os
import sys
import time

import pandas as pd

path, sequence, repetitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
seconds = []
for _ in range(repetitions):
    begin = time.perf_counter()
    frame = pd.read_csv(path)
    if sequence:
        frame.groupby(sequence, sort=False).size()
    x = frame[["a", "b", "c"]].to_numpy()
    seconds.append(time.perf_counter() - begin)
print(json.dumps({"seconds": seconds, "sum": float(x.sum())}))

with open("/proc/self/status") as status, open(os.environ["DSM_BENCH_PEAK"], "w") as file:
    file.write(str(1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))))
