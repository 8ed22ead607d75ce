<?php

namespace App;

use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Response;

final class LibraryController
{
    public const ROUTES = [
        'health' => '/health',
        'books' => '/books',
        'shelves' => '/shelves',
        'bindings' => '/bindings',
        'lend' => '/lend',
        'exchange' => '/exchange/{from}/{to}',
        'join' => '/join',
        'overdue' => '/overdue',
        'fine' => '/fine/{days}',
        'reader' => '/reader',
        'average' => '/average',
        'closed' => '/closed',
        'stamp' => '/stamp',
        'scan' => '/scan',
        'leaflet' => '/leaflet',
        'tariff' => '/tariff',
        'holidays' => '/holidays',
        'cover' => '/cover/{what}',
        'quiet' => '/quiet',
    ];

    public function __construct(private Catalogue $catalogue, private Desk $desk)
    {
    }

    public function health(): Response
    {
        return new Response('ok');
    }

    public function books(): Response
    {
        return new JsonResponse($this->catalogue->count('SELECT id FROM products'));
    }

    public function shelves(): Response
    {
        return new JsonResponse($this->catalogue->count('SELECT room FROM shelves'));
    }

    public function bindings(): Response
    {
        return new JsonResponse($this->catalogue->count('SELECT binding FROM products'));
    }

    public function lend(): Response
    {
        return new JsonResponse($this->catalogue->lend(19));
    }

    public function exchange(int $from, int $to): Response
    {
        return new JsonResponse($this->catalogue->exchange($from, $to));
    }

    public function join(): Response
    {
        return new JsonResponse($this->catalogue->join('ada@example.org'));
    }

    public function overdue(): Response
    {
        return new JsonResponse($this->catalogue->overdue());
    }

    public function fine(string $days): Response
    {
        return new JsonResponse($this->desk->fine($days));
    }

    public function reader(): Response
    {
        return new JsonResponse($this->desk->reader(null));
    }

    public function average(): Response
    {
        return new JsonResponse($this->desk->average([]));
    }

    public function closed(): Response
    {
        return new JsonResponse($this->desk->closed());
    }

    public function stamp(): Response
    {
        return new JsonResponse($this->desk->stamp());
    }

    public function scan(): Response
    {
        return new JsonResponse($this->desk->scan());
    }

    public function leaflet(): Response
    {
        return new JsonResponse($this->desk->leaflet());
    }

    public function tariff(): Response
    {
        return new JsonResponse($this->desk->tariff());
    }

    public function holidays(): Response
    {
        return new JsonResponse($this->desk->holidays());
    }

    public function cover(string $what): Response
    {
        return new JsonResponse($this->desk->cover($what));
    }

    public function quiet(): Response
    {
        return new Response('sorry', 500);
    }
}
