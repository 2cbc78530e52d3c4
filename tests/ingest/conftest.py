import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # newssite.py and measure.py, which the benchmark uses too
