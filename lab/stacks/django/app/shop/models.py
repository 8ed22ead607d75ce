from django.db import models


class Product(models.Model):
    name = models.TextField()
    price_cents = models.IntegerField()
    stock = models.IntegerField()

    class Meta:
        db_table = "products"
        managed = False


class Customer(models.Model):
    email = models.TextField(unique=True)
    name = models.TextField(null=True)

    class Meta:
        db_table = "customers"
        managed = False


class Coupon(models.Model):
    code = models.TextField()
    percent = models.IntegerField()

    class Meta:
        db_table = "coupons"
        managed = False


class ProductWithRating(models.Model):
    name = models.TextField()
    rating = models.FloatField()

    class Meta:
        db_table = "products"
        managed = False
