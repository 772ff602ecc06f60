"""Intervals of shares and of their differences, at 95 %."""

from math import sqrt

Z95 = 1.959963984540054


def wilson(hits: float, trials: float, z: float = Z95) -> tuple[float, float] | None:
    """Wilson's score interval of a share; None where nothing was tried.

    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    if trials <= 0:
        return None
    share = hits / trials
    spread = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / spread
    reach = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / spread
    # Of none and of all the bounds are 0 and 1, which the rounding of floats would miss by a hair.
    return (centre - reach if hits > 0 else 0.0), (centre + reach if hits < trials else 1.0)


def newcombe(hits: float, trials: float, hits_before: float, trials_before: float) -> tuple[float, float] | None:
    """Interval of the difference of two independent shares, now minus before; None where either has no trials.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    now, before = wilson(hits, trials), wilson(hits_before, trials_before)
    if now is None or before is None:
        return None
    share, share_before = hits / trials, hits_before / trials_before
    difference = share - share_before
    low = difference - sqrt((share - now[0]) ** 2 + (before[1] - share_before) ** 2)
    high = difference + sqrt((now[1] - share) ** 2 + (share_before - before[0]) ** 2)
    return low, high


def nps_interval(promoters: float, detractors: float, responses: float) -> tuple[float, float] | None:
    """Normal interval of a Net Promoter Score, on its scale of -100 to 100; None where nobody answered.

    Variance of one answer: p + d - (p - d)^2, as B. Rowe, "How can I calculate margin of error in an NPS result?".
    """
    if responses <= 0:
        return None
    p, d = promoters / responses, detractors / responses
    score = 100 * (promoters - detractors) / responses
    reach = Z95 * 100 * sqrt(max(0.0, p + d - (p - d) ** 2) / responses)
    return max(-100.0, score - reach), min(100.0, score + reach)
