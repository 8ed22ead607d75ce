<?php

namespace App;

use Doctrine\DBAL\Connection;
use Doctrine\DBAL\DriverManager;
use Doctrine\DBAL\Exception;

final class CatalogueUnavailable extends \RuntimeException
{
}

final class Catalogue
{
    private ?Connection $connection = null;

    private function db(): Connection
    {
        return $this->connection ??= DriverManager::getConnection([
            'driver' => 'pdo_mysql',
            'host' => '127.0.0.1',
            'port' => (int) $_SERVER['MY_PORT'],
            'dbname' => $_SERVER['MY_DATABASE'],
            'user' => 'shop',
            'password' => $_SERVER['MY_PASSWORD'],
        ]);
    }

    public function count(string $sql): int
    {
        return count($this->db()->fetchAllAssociative($sql));
    }

    public function lend(int $id): int
    {
        return (int) $this->db()->executeStatement('UPDATE products SET stock = stock - 1 WHERE id = ?', [$id]);
    }

    public function exchange(int $from, int $to): bool
    {
        $this->db()->transactional(static function (Connection $db) use ($from, $to): void {
            $db->executeStatement('UPDATE products SET stock = stock - 1 WHERE id = ?', [$from]);
            usleep(600_000);
            $db->executeStatement('UPDATE products SET stock = stock + 1 WHERE id = ?', [$to]);
        });

        return true;
    }

    public function join(string $email): int
    {
        return (int) $this->db()->executeStatement('INSERT INTO customers (email) VALUES (?)', [$email]);
    }

    public function overdue(): int
    {
        try {
            return $this->count('SELECT id FROM orders');
        } catch (Exception $problem) {
            throw new CatalogueUnavailable('the list of overdue books could not be made', 0, $problem);
        }
    }
}
