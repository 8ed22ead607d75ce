import json
import logging
import os

import shop

logger = logging.getLogger()
logger.setLevel(logging.INFO)

ROUTES = {
    "/orders": shop.list_orders,
    "/orders/report": shop.order_report,
    "/catalog": shop.list_products,
    "/cart/7": shop.read_cart,
    "/charge": shop.charge,
    "/rates": shop.rates,
    "/rates/page": shop.page_as_json,
    "/invoices/42": shop.read_invoice,
    "/export": shop.write_export,
    "/archive": shop.open_many,
    "/cart/total": shop.cart_total,
    "/feed": shop.import_feed,
    "/reports/year": shop.year_report,
    "/stock": shop.wait_for_stock,
    "/categories": shop.deep,
    "/thumbnail": shop.thumbnail,
    "/session": shop.session,
}


def answer(status, value):
    return {"statusCode": status, "body": json.dumps(value)}


def handler(event, context):
    path = event["requestContext"]["http"]["path"]
    if os.environ.get("LOG_REQUEST_ID"):
        logger.info("request %s %s", event["headers"].get("x-request-id"), path)
    else:
        logger.info("request %s", path)
    if path in ("/health", "/products/1"):
        return answer(200, {"status": "ok"})
    if path not in ROUTES:
        return answer(500, {"message": "Internal Server Error"})
    if not os.environ.get("CATCH_ERRORS"):
        return answer(200, ROUTES[path]())
    try:
        return answer(200, ROUTES[path]())
    except Exception:
        logger.exception("request failed: %s", path)
        return answer(500, {"message": "Internal Server Error"})
