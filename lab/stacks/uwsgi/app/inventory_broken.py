STOCK = {"A-1": 4}


def stock(sku)
    return STOCK[sku]
