<?php

namespace App\Services;

use RuntimeException;

class Payments
{
    public function charge(string $what): array
    {
        $request = curl_init(env('PAYMENTS_URL') . '/' . $what);
        curl_setopt_array($request, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT_MS => 1200]);
        $body = curl_exec($request);
        if ($body === false) {
            throw new RuntimeException('cURL error ' . curl_errno($request) . ': ' . curl_error($request) . ' for ' . env('PAYMENTS_URL'));
        }
        $status = curl_getinfo($request, CURLINFO_RESPONSE_CODE);
        if ($status >= 400) {
            throw new RuntimeException("HTTP request returned status code $status: $body (" . env('PAYMENTS_URL') . ')');
        }

        return json_decode($body, true, 16, JSON_THROW_ON_ERROR);
    }
}
