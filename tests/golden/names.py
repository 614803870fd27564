"""Names that have been given up since the stored files were made: {the name now: the name in the files}.

Names of models, fields and views, as whole words; a model's name stands for itself and for what begins with it.
"""

RENAMED = {}
