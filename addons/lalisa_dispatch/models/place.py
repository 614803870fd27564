"""Distances on the ground."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000


def metres_between(here, there):
    """Return how far two places are apart.

    :param here: (latitude, longitude) in degrees, as is `there`
    :return: the great-circle distance in metres
    """
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))
