"""All faults that `python3 -m tests.planted` puts into a copy of the code, one in each subject.

Where a later change moves the old text of one, `test_planted.py` fails: look the place up anew, never drop the fault.
"""

from . import channels, procedure, surroundings

FAULTS = [*procedure.FAULTS, *channels.FAULTS, *surroundings.FAULTS]
