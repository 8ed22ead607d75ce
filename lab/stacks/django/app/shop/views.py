import ast
import json
import logging
import time

from django.db import connection, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from shop import payments, storage
from shop.models import Coupon, Customer, Product, ProductWithRating

log = logging.getLogger("shop.views")


def health(request):
    return HttpResponse("ok")


def products(request):
    names = [product.name for product in Product.objects.all()[:5]]
    return JsonResponse({"products": names})


def product(request, number):
    found = Product.objects.get(pk=number)
    return JsonResponse({"name": found.name})


def customers(request):
    Customer.objects.create(email=request.GET["email"], name="New")
    return HttpResponse("created")


def coupons(request):
    active = list(Coupon.objects.filter(percent__gt=0))
    return JsonResponse({"coupons": len(active)})


def ratings(request):
    best = ProductWithRating.objects.order_by("-rating").first()
    return JsonResponse({"best": best.name})


def transfer(request):
    first, second = request.GET["from"], request.GET["to"]
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=first)
        time.sleep(0.5)
        Product.objects.select_for_update().get(pk=second)
    return HttpResponse("moved")


def lock(request):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
        Product.objects.select_for_update().get(pk=3)
    return HttpResponse("locked")


def report(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '250ms'")
        cursor.execute("SELECT count(*), pg_sleep(5) FROM orders")
    return HttpResponse("done")


def raw(request):
    with connection.cursor() as cursor:
        cursor.execute("SELEC name FROM products ORDER BY name")
    return HttpResponse("done")


def pay(request, what):
    return JsonResponse(payments.charge(what))


def checkout(request, what):
    return JsonResponse(payments.charge_wrapped(what))


def invoice(request, number):
    path = storage.write_invoice(number, "Invoice")
    return HttpResponse(path)


def archive(request):
    with open("/srv/shop/django/archive.bin", "wb", buffering=0) as file:
        for _ in range(64):
            file.write(b"0" * 65536)
    return HttpResponse("archived")


def cart(request, table):
    return JsonResponse(storage.load_cart(table)["Item"])


def upload(request, key):
    storage.upload_invoice(key)
    return HttpResponse("uploaded")


def discount(request):
    total = 100
    share = total / int(request.GET.get("parts", "4"))
    return JsonResponse({"share": share})


def basket(request):
    basket_lines = [{"sku": "A-1", "qty": 2}]
    total = sum(line["price"] * line["qty"] for line in basket_lines)
    return JsonResponse({"total": total})


def tree(node, depth):
    return tree(node, depth + 1)


def categories(request):
    return JsonResponse({"depth": tree({}, 0)})


def import_feed(request):
    try:
        rows = json.loads('{"sku": "A-1", "price": }')
    except ValueError as problem:
        raise RuntimeError("supplier feed could not be imported") from problem
    return JsonResponse(rows)


def formula(request):
    price = ast.literal_eval(request.GET.get("rule", "1"))
    return JsonResponse({"price": price})


def export(request):
    import openpyxl

    return HttpResponse(openpyxl.__name__)


def page(request):
    return render(request, "landing.html", {})


def filter_page(request):
    return render(request, "prices.html", {})


def handles(request):
    held = [open("/srv/shop/django/shop/urls.py") for _ in range(400)]
    return HttpResponse(str(len(held)))


def thumbnails(request):
    pixels = bytearray(3 * 1024 * 1024 * 1024)
    return HttpResponse(str(len(pixels)))


def swallow(request):
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute("SELECT percent FROM vouchers WHERE code = 'SPRING'")
        except Exception as problem:
            log.warning("voucher lookup failed, going on without: %s", str(problem).splitlines()[0])
        cursor.execute("SELECT count(*) FROM orders")
    return HttpResponse("ok")


def sku(request):
    stock = {"microsd-64": 0}
    if stock["microsd-64"] == 0:
        raise ValueError("out of memory cards: microsd-64 has no stock left")
    return HttpResponse("ok")


def search(request):
    log.info("search q=%r hits=%d", request.GET.get("q", ""), 3)
    return HttpResponse("3 hits")


def legacy(request):
    return HttpResponse("something went wrong", status=500)
