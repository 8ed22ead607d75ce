<?php

namespace App;

use Symfony\Component\HttpClient\HttpClient;

final class ReadingRoomClosed extends \DomainException
{
}

final class Desk
{
    private const FINES = ['7' => 100, '14' => 250];

    public function fine(string $days): int
    {
        return intdiv(self::FINES['7'], (int) $days);
    }

    public function reader(?object $card): string
    {
        return $card->name();
    }

    public function average(array $loans): float
    {
        return array_sum($loans) / count($loans);
    }

    public function closed(): never
    {
        throw new ReadingRoomClosed('reading room closed: access denied, too many connections between shelves, out of memory of the keeper');
    }

    public function stamp(): int
    {
        $path = '/srv/shop/symfony/data/stamps.log';
        $written = file_put_contents($path, "stamped\n", FILE_APPEND);
        if ($written === false) {
            throw new \RuntimeException("could not write $path");
        }

        return $written;
    }

    public function scan(): int
    {
        $pages = [];
        while (true) {
            $pages[] = str_repeat('x', 4_000_000);
        }
    }

    public function leaflet(): string
    {
        return (new LeafletPrinter())->print();
    }

    public function tariff(): array
    {
        return json_decode(file_get_contents('/srv/shop/symfony/config/tariff.json'), true, 8, JSON_THROW_ON_ERROR);
    }

    public function holidays(): array
    {
        return Holidays::ALL;
    }

    public function cover(string $what): array
    {
        $client = HttpClient::create(['timeout' => 0.9, 'max_duration' => 2]);

        return $client->request('GET', $_SERVER['PAYMENTS_URL'] . '/covers/' . $what)->toArray();
    }
}
