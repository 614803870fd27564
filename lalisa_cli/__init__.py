"""The parts of the command `./lalisa`: standard library only, one subject a file."""
