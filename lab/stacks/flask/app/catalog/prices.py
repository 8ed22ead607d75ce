PRICES = {"A-1": 1200, "B-2": None}


class StockTimeoutError(Exception):
    """A reservation ran out; nothing to do with the network."""


def price_of(sku):
    return PRICES[sku] + 19


def greeting(name):
    return "Hello " + name.upper()


def check_stock(sku):
    if sku != "A-1":
        raise StockTimeoutError("reservation timed out after 15 min for " + sku)
    return "in stock"
