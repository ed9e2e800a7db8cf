#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""kneser_ney.py > kneser_ney.txt: probabilities of interpolated Kneser-Ney models, straight from the definitions.

Independent of the library, and slow: every count is made anew, from all n-grams of the text, for every number that is
printed. Chen & Goodman, An Empirical Study of Smoothing Techniques for Language Modeling, TR-10-98, section 3; the
discounts are its equation (26).
"""
from fractions import Fraction
import math


def ngrams(text, length):
    return [tuple(text[i:i + length]) for i in range(len(text) - length + 1)]


def count(text, gram, order):
    """Occurrences of an n-gram of the highest order; for others, how many different ids stand before it."""
    places = [i for i, g in enumerate(ngrams(text, len(gram))) if g == gram]
    if len(gram) == order:
        return len(places)
    return len({text[i - 1] if i > 0 else "begin" for i in places})


def discounts(text, length, order, how):
    counts = [count(text, gram, order) for gram in set(ngrams(text, length))]
    n1, n2, n3, n4 = (counts.count(k) for k in (1, 2, 3, 4))
    if how == "one":
        return [Fraction(n1, n1 + 2 * n2) if n1 and n2 else Fraction(1, 2)] * 3
    usual = [Fraction(1, 2), Fraction(1), Fraction(3, 2)]
    if 0 in (n1, n2, n3, n4):
        return usual
    y = Fraction(n1, n1 + 2 * n2)
    found = [1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    return found if min(found) > 0 else usual


class model:
    def __init__(self, text, classes, order, how):
        self.text, self.classes, self.order = text, classes, order
        self.discounts = {k: discounts(text, k, order, how) for k in range(1, order + 1)}

    def discount(self, length, c):
        return self.discounts[length][min(c, 3) - 1] if c > 0 else 0

    def probability(self, context, word):
        shorter = self.probability(context[1:], word) if context else Fraction(1, self.classes)
        length = len(context) + 1
        counts = [count(self.text, context + (v,), self.order) for v in range(self.classes)]
        if sum(counts) == 0:
            return shorter
        taken = sum(self.discount(length, c) for c in counts)
        own = counts[word] - self.discount(length, counts[word])
        return (own + taken * shorter) / sum(counts)


def show(name, text, classes, orders, contexts, other):
    for order in orders:
        for how in ("one", "three"):
            m = model(text, classes, order, how)
            for context in contexts:
                last = context[-(order - 1):] if order > 1 else ()
                p = [float(m.probability(last, w)) for w in range(classes)]
                print(name, order, how, "after", len(context), *context, *(repr(each) for each in p))
            logs = []
            for i, w in enumerate(other):
                last = tuple(other[max(0, i - order + 1):i])
                logs.append(-math.log(m.probability(last, w)))
            print(name, order, how, "nats", repr(sum(logs) / len(logs)))


def letters(text):
    return ["abcdefghijklmnopqrstuvwxyz ".index(c) for c in text]


# Short, so that the counts of counts are not enough for the formulas; the last of five classes never occurs.
show("short", [0, 1, 0, 2, 0, 1, 1, 3, 0, 1, 0], 5, range(1, 5),
     [(), (0,), (4,), (1, 0), (0, 1, 0), (3, 3), (2, 0, 1)], [0, 1, 0, 4, 4, 1, 3])

# Long enough for the formulas in some orders.
text = letters("peter piper picked a peck of pickled peppers a peck of pickled peppers peter piper picked if peter piper "
               "picked a peck of pickled peppers where is the peck of pickled peppers peter piper picked she sells sea "
               "shells by the sea shore the shells she sells are sea shells for sure")
show("long", text, 27, range(1, 7), [(), tuple(letters("e")), tuple(letters("pick")), tuple(letters("a pe")),
                                     tuple(letters("xyz")), tuple(letters("shells s"))],
     letters("peter sells a peck of sea shells"))
