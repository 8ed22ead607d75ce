<?php
function buildRows(): array
{
    $rows = [];
    while (true) {
        $rows[] = str_repeat('order-row;', 1000);
    }
}

echo count(buildRows());
