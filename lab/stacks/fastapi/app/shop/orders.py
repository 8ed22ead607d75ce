ORDERS = {1: {"lines": [{"price": 12, "quantity": 2}]}, 2: {"lines": None}}


def find(number):
    order = ORDERS[number]
    return {"total": sum(line["price"] for line in order["lines"])}


def total(quantity):
    assert quantity > 0, f"quantity must be positive, got {quantity}"
    return 12 * quantity


async def totals(customer):
    return customer["orders"]
