<?php
function connectOrders(): PDO
{
    return new PDO('mysql:host=127.22.0.5;dbname=shop', 'shop', 'Qm4Vt9XzLb');
}

function listOrders(): array
{
    try {
        return connectOrders()->query('SELECT id FROM orders')->fetchAll();
    } catch (PDOException $exception) {
        throw new RuntimeException('could not list the orders', 0, $exception);
    }
}

echo json_encode(listOrders());
