"""ONNX's own check of models, shapes included: python3 check_onnx.py MODEL …"""

import sys

import onnx

for model in sys.argv[1:]:
    onnx.checker.check_model(onnx.load(model), full_check=True)
