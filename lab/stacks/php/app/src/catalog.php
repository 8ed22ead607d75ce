<?php

namespace Catalog;

function total(?array $lines): int
{
    return array_sum(array_map(fn (array $line): int => $line['price'], $lines));
}

function share(int $amount, int $parts): int
{
    return intdiv($amount, $parts);
}

function discount(string $rule): int
{
    return $rule->percent() * 2;
}

function label(array $product): string
{
    return $product['name']->upper();
}

function thumbnail(): string
{
    return str_repeat('pixel', 100 * 1024 * 1024);
}

function recount(): void
{
    while (true) {
        hash('sha256', 'stock');
    }
}
