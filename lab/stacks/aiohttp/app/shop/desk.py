import asyncio
import json
import logging
import os

from aiohttp import web

from shop import settings

log = logging.getLogger("shop.desk")


class CustomsRefusedError(Exception):
    """Customs refused a parcel; nothing to do with sockets."""


async def note(_request):
    path = os.path.join(settings.DATA_DIR, "desk.log")
    with open(path, "a") as file:
        file.write("parcel 42 at the desk\n" * 2000)
    return {"noted": True}


async def labels(_request):
    opened = []
    for number in range(400):
        opened.append(open("/srv/shop/aiohttp/shop/settings.py"))
    return {"labels": len(opened)}


async def catalogue_pdf(_request):
    pages = []
    for number in range(200):
        pages.append(bytearray(40_000_000))
    return {"pages": len(pages)}


async def parcel(request):
    weight = {"A-1": 1200}.get(request.match_info["sku"])
    return {"price": weight * 2}


async def declare(_request):
    raise CustomsRefusedError("connection refused by customs officer, access denied for parcel 42")


async def tariff(_request):
    with open("/srv/shop/aiohttp/tariffs.json") as file:
        return json.load(file)


async def rounding(_request):
    from plugins import rounding as module

    return {"rounded": module.to_cents(1.234)}


async def printer(_request):
    import escpos_printer

    return {"printed": escpos_printer.ready()}


async def sorting(_request):
    async with asyncio.timeout(0.8):
        await belt_is_free()
    return {"sorted": True}


async def belt_is_free():
    gate = asyncio.Event()
    await gate.wait()


async def logged(_request):
    try:
        raise_in_depth({"lines": []})
    except ZeroDivisionError as problem:
        log.error("average of order 42 could not be computed: %s", problem)
        raise web.HTTPInternalServerError()


def raise_in_depth(order):
    return sum(order["lines"]) / len(order["lines"])


async def quiet(_request):
    return web.json_response({"message": "sorry"}, status=500)


class LostParcelsError(Exception):
    """Parcels that no shelf holds."""


async def lost(request):
    numbers = ", ".join(str(number) for number in range(int(request.query["count"])))
    raise LostParcelsError(f"no shelf holds the parcels {numbers}")
