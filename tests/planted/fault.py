"""One planted fault: a slip that somebody could make."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A change of one place in the code that some test must notice.

    A fault in an addon's Python changes only the body of a function: it is planted into the loaded one.

    :param subject: the promise that it breaks; one fault for each
    :param harm: what people would suffer from it
    :param file: path below the checkout
    :param old: short text that stands once in the file
    :param new: what is put in its place
    :param found_by: test files of the default run, of which one must fail; '::Class' behind a file that takes long
    """

    subject: str
    harm: str
    file: str
    old: str
    new: str
    found_by: tuple

    @property
    def is_in_function(self):
        """Tell whether it changes the body of an addon's function, and tests inside Odoo must find it."""
        return self.file.endswith(".py") and all(path.startswith("addons/") for path in (self.file, *self.found_by))

    @property
    def is_in_records(self):
        """Tell whether it lies in what Odoo loads into the database when an addon is installed."""
        return self.file.endswith((".xml", ".csv"))
