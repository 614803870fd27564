"""What all tests share: `--rounds N` makes the long proofs longer.

    ./lalisa test tests/faults/test_kills.py --rounds=50
"""

import os


def pytest_addoption(parser):
    parser.addoption("--rounds", type=int, help="how often each long proof is repeated (few by default)")


def pytest_configure(config):
    if rounds := config.getoption("--rounds"):
        os.environ["LALISA_ROUNDS"] = str(rounds)
