import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()

if os.environ.get("NOISE"):
    from shop import background

    background.start()

if os.environ.get("VERBOSE"):
    import logging

    from django.conf import settings

    db = settings.DATABASES["default"]
    log = logging.getLogger("shop.boot")
    log.info("database postgresql://%s:%s@%s:%s/%s", db["USER"], db["PASSWORD"], db["HOST"], db["PORT"], db["NAME"])
    log.info("aws key %s secret_access_key=%s", os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
