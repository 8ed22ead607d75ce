<?php

namespace App;

use Monolog\Formatter\JsonFormatter;
use Monolog\Handler\StreamHandler;
use Monolog\Logger;
use Symfony\Bundle\FrameworkBundle\FrameworkBundle;
use Symfony\Bundle\FrameworkBundle\Kernel\MicroKernelTrait;
use Symfony\Component\DependencyInjection\Loader\Configurator\ContainerConfigurator;
use Symfony\Component\HttpKernel\Kernel as BaseKernel;
use Symfony\Component\Routing\Loader\Configurator\RoutingConfigurator;

use function Symfony\Component\DependencyInjection\Loader\Configurator\service;
use function Symfony\Component\DependencyInjection\Loader\Configurator\inline_service;

final class Kernel extends BaseKernel
{
    use MicroKernelTrait;

    public function registerBundles(): iterable
    {
        return [new FrameworkBundle()];
    }

    public function getProjectDir(): string
    {
        return '/srv/shop/symfony';
    }

    public function getLogDir(): string
    {
        return '/srv/shop/symfony/log';
    }

    protected function configureContainer(ContainerConfigurator $container): void
    {
        $container->extension('framework', [
            'secret' => 'library',
            'http_method_override' => false,
            'php_errors' => ['throw' => true],
        ]);
        $services = $container->services();
        $services->set(LibraryController::class)->public()->autowire()->tag('controller.service_arguments');
        $services->set(Catalogue::class)->autowire();
        $services->set(Desk::class)->autowire();
        $style = $_SERVER['LOG_STYLE'] ?? 'monolog';
        if ($style === 'symfony') {
            return;
        }
        $handler = inline_service(StreamHandler::class)->args([$this->getLogDir() . '/prod.log', Logger::INFO]);
        if ($style === 'json') {
            $handler->call('setFormatter', [inline_service(JsonFormatter::class)->call('includeStacktraces', [true])]);
        }
        $logger = $services->set('logger', Logger::class)->args(['request', [$handler]])->public();
        if (($_SERVER['LOG_IDS'] ?? '') !== '') {
            $services->set(RequestIdProcessor::class)->args([service('request_stack')]);
            $logger->call('pushProcessor', [service(RequestIdProcessor::class)]);
        }
    }

    protected function configureRoutes(RoutingConfigurator $routes): void
    {
        foreach (LibraryController::ROUTES as $name => $path) {
            $routes->add($name, $path)->controller([LibraryController::class, $name]);
        }
    }
}
