<?php

return [
    'default' => 'mysql',
    'connections' => [
        'mysql' => [
            'driver' => 'mysql',
            'host' => '127.0.0.1',
            'port' => env('DB_PORT'),
            'database' => env('DB_NAME', 'shop'),
            'username' => 'shop',
            'password' => env('DB_PASSWORD'),
            'charset' => 'utf8mb4',
            'collation' => 'utf8mb4_unicode_ci',
            'prefix' => '',
            'options' => [PDO::ATTR_TIMEOUT => 2],
        ],
    ],
    'migrations' => 'migrations',
];
