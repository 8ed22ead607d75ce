<?php
function averageBasket(int $total, int $orders): int
{
    return intdiv($total, $orders);
}

function basketReport(): string
{
    return json_encode(['average' => averageBasket(8900, 0)]);
}

echo basketReport();
