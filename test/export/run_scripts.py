"""Runs exported scripts one after the other, in one process: importing PyTorch takes longer than they do.

    python3 run_scripts.py SCRIPT …    {script: what it printed}, as JSON; weights go to SCRIPT.out
"""

import contextlib
import io
import json
import runpy
import sys

printed = {}
for script in sys.argv[1:]:
    sys.argv = [script, "--save", f"{script}.out"]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        runpy.run_path(script, run_name="__main__")
    printed[script] = output.getvalue()
print(json.dumps(printed))
