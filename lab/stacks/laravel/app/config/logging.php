<?php

return [
    'default' => env('LOG_CHANNEL', 'single'),
    'channels' => [
        'single' => ['driver' => 'single', 'path' => '/srv/shop/laravel/log/laravel.log', 'level' => 'debug'],
        'json' => [
            'driver' => 'single',
            'path' => '/srv/shop/laravel/log/laravel.log',
            'level' => 'debug',
            'formatter' => Monolog\Formatter\JsonFormatter::class,
            'formatter_with' => ['includeStacktraces' => true],
        ],
        'emergency' => ['path' => '/srv/shop/laravel/log/laravel.log'],
    ],
];
