import asyncio
import ssl

import aiohttp

from shop import settings


async def charge(what):
    timeout = aiohttp.ClientTimeout(total=0.9)
    headers = {"Authorization": f"Bearer {settings.PAYMENTS_KEY}"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as client:
        async with client.get(f"{settings.PAYMENTS_URL}/charges/{what}") as answer:
            answer.raise_for_status()
            return await answer.json()


async def pay(request):
    return await charge(request.match_info["what"])


async def checkout(request):
    try:
        return await charge(request.match_info["what"])
    except aiohttp.ClientError as problem:
        raise RuntimeError("checkout of order 42 failed") from problem


async def quotes(_request):
    """Three carriers at once; the first error ends the group."""
    async with asyncio.TaskGroup() as group:
        offers = [group.create_task(carrier_offer(name)) for name in ("fast", "cheap", "green")]
    return {"offers": [offer.result() for offer in offers]}


async def carrier_offer(name):
    tariff = {"fast": 900, "cheap": 400}
    await asyncio.sleep(0.01)
    return tariff[name]
