<?php

namespace App;

use Symfony\Component\HttpFoundation\RequestStack;

final class RequestIdProcessor
{
    public function __construct(private RequestStack $requests)
    {
    }

    public function __invoke(array $record): array
    {
        $record['extra']['request_id'] = $this->requests->getMainRequest()?->headers->get('X-Request-ID');

        return $record;
    }
}
