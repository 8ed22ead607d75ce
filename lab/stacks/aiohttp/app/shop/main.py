import asyncio
import logging
import os
import sys

import aiohttp
from aiohttp import web

from shop import desk, journal, orders, payments, stores

log = logging.getLogger("shop")


@web.middleware
async def answer_json(request, handler):
    journal.request_id.set(request.headers.get("X-Request-ID", "-"))
    if os.environ.get("LOG_STYLE", "plain") == "plain":
        result = await handler(request)
    else:
        try:
            result = await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            log.exception("unhandled error in %s %s", request.method, request.path)
            return web.json_response({"message": "internal error"}, status=500)
    return result if isinstance(result, web.StreamResponse) else web.json_response(result)


async def health(_request):
    return {"status": "ok"}


async def poll_rates():
    """A feed that nobody needs and that is always away."""
    while True:
        try:
            async with aiohttp.ClientSession() as client:
                await client.get("http://rates.fxfeed.test:21974/eur")
        except aiohttp.ClientError:
            logging.getLogger("shop.rates").warning("could not refresh rates", exc_info=True)
        await asyncio.sleep(0.4)


async def start_noise(app):
    if os.environ.get("NOISE"):
        app["noise"] = asyncio.create_task(poll_rates())


def make_app():
    app = web.Application(middlewares=[answer_json])
    app.on_startup.append(start_noise)
    for path, handler in {
        "/health": health,
        "/orders": orders.recent,
        "/invoices": orders.invoices,
        "/weights": orders.weights,
        "/swap": orders.swap,
        "/register": orders.register,
        "/refund": orders.refund,
        "/yearly": orders.yearly,
        "/ship": orders.ship,
        "/export/slow": orders.slow_export,
        "/export": orders.export,
        "/catalog": stores.catalog,
        "/basket": stores.basket,
        "/promote": stores.promote,
        "/reviews": stores.reviews,
        "/notify": stores.notify,
        "/session/{table}": stores.session,
        "/pay/{what}": payments.pay,
        "/checkout/{what}": payments.checkout,
        "/quotes": payments.quotes,
        "/note": desk.note,
        "/labels": desk.labels,
        "/pdf": desk.catalogue_pdf,
        "/parcel/{sku}": desk.parcel,
        "/declare": desk.declare,
        "/tariff": desk.tariff,
        "/rounding": desk.rounding,
        "/printer": desk.printer,
        "/sorting": desk.sorting,
        "/logged": desk.logged,
        "/quiet": desk.quiet,
        "/lost": desk.lost,
    }.items():
        app.router.add_get(path, handler)
    return app


if __name__ == "__main__":
    journal.set_up()
    web.run_app(make_app(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
