<?php

foreach (['Symfony/Bundle/FrameworkBundle', 'Symfony/Component/HttpClient', 'Doctrine/DBAL', 'Monolog'] as $library) {
    require_once "/usr/share/php/$library/autoload.php";
}
spl_autoload_register(static function (string $class): void {
    $file = '/srv/shop/symfony/src/' . str_replace('\\', '/', substr($class, 4)) . '.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require $file;
    }
});

Symfony\Component\ErrorHandler\ErrorHandler::register();
$kernel = new App\Kernel('prod', false);
$request = Symfony\Component\HttpFoundation\Request::createFromGlobals();
$response = $kernel->handle($request);
$response->send();
$kernel->terminate($request, $response);
