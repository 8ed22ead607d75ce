"""What the atelier does by itself."""
import os
from concurrent.futures import Future

PRICES = {"coat": 480, "skirt": 190}


class FittingRefused(Exception):
    """A rule of the house."""


def price(piece):
    return {"price": PRICES[piece]}


def pieces(count):
    return {"each": 1000 // int(count)}


def refuse():
    raise FittingRefused("access denied to the fitting room: too many connections of thread, timed out at the mirror")


def ledger():
    with open(f"{os.environ['DATA_DIR']}/ledger.txt", "a", encoding="utf-8") as book:
        book.write("one coat\n")
    return {"noted": True}


def drawers():
    opened = [open("/etc/hostname", encoding="utf-8") for _ in range(400)]
    return {"opened": len(opened)}


def pattern():
    from atelier import pattern_sheet

    return {"sheet": pattern_sheet.SHEET}


def label():
    import labelprinter_driver

    return {"printed": labelprinter_driver.print_label("coat")}


def canvas():
    roll = bytearray(6 << 30)
    return {"bytes": len(roll)}


def pressing():
    return {"pressed": Future().result(timeout=0.6)}
