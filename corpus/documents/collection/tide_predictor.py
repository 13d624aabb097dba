"""Predicts the tide at Strand Quay, Port Ellory, the way Old Arithmetic does it.

The brass machine in Room 2 adds ten turning wheels; this program adds the same ten cosines:

    height(t) = Z0 + sum of H * cos(V(t) - g)

H is the amplitude of a constituent in metres, g its phase lag at the quay in degrees, and V(t) the
astronomical argument, built from the mean longitudes of the Moon (s), the Sun (h) and the Moon's
perigee (p). The small eighteen-year nodal corrections are left out, as Aldous Brandreth left them
out in 1902, so that the program may be laid beside the machine: expect high water within about
ten minutes and fifteen centimetres of the printed tables.

Times are Greenwich Mean Time. Heights are metres above the chart datum cut into the well curb.

    python3 tide_predictor.py 2024-06-06        prints the turning points of that day
    python3 tide_predictor.py 2024-06-06 30     prints thirty days, as a table in CSV

Written by Ines Falconer for the open day of 2021; checked against the well gauge by Wilf Ormerod.
"""

import math
import sys
from datetime import datetime, timedelta

# Mean sea level above chart datum at Strand Quay, from the gauge sheets of 1843 to 1862.
MEAN_LEVEL = 4.02

# Water on the Well Room floor begins here: the top of the well curb, metres above datum.
CURB_HEIGHT = 8.17

EPOCH = datetime(2000, 1, 1, 12)

# Degrees at the epoch, and degrees gained per day.
MOON = (218.3165, 13.17639648)
SUN = (280.4661, 0.98564736)
PERIGEE = (83.3532, 0.11140353)

# Name, multiples of (T, s, h, p), constant in degrees, amplitude H in metres, phase lag g in degrees.
# T is the hour angle of the mean Sun. The order is that of the wheels on the machine, left to right.
CONSTITUENTS = [
    ("M2", (2, -2, 2, 0), 0, 2.31, 164.0),   # the Moon, twice a day: the largest wheel
    ("S2", (2, 0, 0, 0), 0, 0.84, 200.0),    # the Sun, twice a day: the wheel that slipped in 2022
    ("N2", (2, -3, 2, 1), 0, 0.45, 143.0),   # the Moon's distance
    ("K2", (2, 0, 2, 0), 0, 0.23, 198.0),    # the Sun's and Moon's declination
    ("K1", (1, 0, 1, 0), -90, 0.11, 112.0),  # declination, once a day
    ("O1", (1, -2, 1, 0), 90, 0.07, 338.0),  # the Moon's declination, once a day
    ("P1", (1, 0, -1, 0), 90, 0.04, 108.0),  # the Sun's declination, once a day
    ("M4", (4, -4, 4, 0), 0, 0.12, 61.0),    # shallow water over the Ell bar
    ("MS4", (4, -2, 2, 0), 0, 0.08, 97.0),   # shallow water, Moon and Sun together
    ("MM", (0, 1, 0, -1), 0, 0.03, 20.0),    # the month: the smallest wheel, a thimble's width
]


def longitude(body, days):
    """Mean longitude in degrees, `days` after the epoch."""
    start, rate = body
    return start + rate * days


def height(when):
    """Height of the tide in metres above chart datum at the moment `when` (a GMT datetime)."""
    days = (when - EPOCH) / timedelta(days=1)
    hour_angle = 15 * (when.hour + when.minute / 60 + when.second / 3600) + 180
    angles = (hour_angle, longitude(MOON, days), longitude(SUN, days), longitude(PERIGEE, days))
    level = MEAN_LEVEL
    for _, multiples, constant, amplitude, lag in CONSTITUENTS:
        argument = sum(m * a for m, a in zip(multiples, angles)) + constant
        level += amplitude * math.cos(math.radians(argument - lag))
    return level


def turning_points(start, days=1):
    """Yields (time, height, 'high' or 'low') for every turn of the tide, to the minute."""
    minute = timedelta(minutes=1)
    when, end = start, start + timedelta(days=days)
    before, here = height(when - minute), height(when)
    while when < end:
        after = height(when + minute)
        if before < here >= after:
            yield when, here, "high"
        elif before > here <= after:
            yield when, here, "low"
        when, before, here = when + minute, here, after


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print("usage: tide_predictor.py YYYY-MM-DD [DAYS]", file=sys.stderr)
        return 2
    start = datetime.strptime(arguments[0], "%Y-%m-%d")
    if len(arguments) == 1:
        for when, level, turn in turning_points(start):
            warning = "  above the curb: lay the boards" if level > CURB_HEIGHT else ""
            print(f"{when:%H:%M}  {level:5.2f} m  {turn} water{warning}")
    else:
        print("date,time_gmt,turn,height_m")
        for when, level, turn in turning_points(start, int(arguments[1])):
            print(f"{when:%Y-%m-%d},{when:%H:%M},{turn},{level:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
