#!/usr/bin/python3
import shop_stock

print("Content-Type: text/plain\r\n\r")
print(shop_stock.level(1))
