import threading

RECOUNT = threading.Lock()
STOCK = {"A-1": 4}


def stock(sku):
    return STOCK[sku]


def recount():
    with RECOUNT:
        RECOUNT.acquire(timeout=30)
    return "recounted"


def refund(order):
    lines = order["lines"]
    return sum(line["price"] for line in lines) / len(lines)
