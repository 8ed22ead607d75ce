"""A wheel that lost a colon on its way."""


def turn(steps)
    return steps % 8


WHEEL = [turn(step) for step in range(8)]
