def to_cents(price):
    match price
        case float():
            return round(price * 100)
