<?php

return [
    'name' => 'Shop',
    'env' => 'production',
    'debug' => false,
    'timezone' => env('APP_TIMEZONE', 'UTC'),
    'locale' => 'en',
    'key' => 'base64:9Kb1xQm5Zt0uVw3yRk7pLs2nGd4hJf6aTc8eXo1iUq0=',
    'providers' => [
        Illuminate\Filesystem\FilesystemServiceProvider::class,
        Illuminate\Foundation\Providers\FoundationServiceProvider::class,
        Illuminate\Database\DatabaseServiceProvider::class,
        Illuminate\View\ViewServiceProvider::class,
        Illuminate\Translation\TranslationServiceProvider::class,
        Illuminate\Encryption\EncryptionServiceProvider::class,
        Illuminate\Cookie\CookieServiceProvider::class,
        Illuminate\Session\SessionServiceProvider::class,
        App\RouteProvider::class,
    ],
    'aliases' => [],
];
