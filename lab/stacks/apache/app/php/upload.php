<?php
function storeReceipt(string $name): void
{
    if (file_put_contents('/srv/shop/apache/private/' . $name, 'receipt') === false) {
        throw new RuntimeException('could not store the receipt ' . $name);
    }
}

storeReceipt('42.txt');
