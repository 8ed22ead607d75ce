<?php

require __DIR__ . '/../src/catalog.php';
require __DIR__ . '/../src/gateway.php';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
http_response_code(200);
if (getenv('LOG_IDS')) {
    error_log('request ' . ($_SERVER['HTTP_X_REQUEST_ID'] ?? '-') . ' ' . $_SERVER['REQUEST_METHOD'] . ' ' . $path);
} elseif (str_starts_with($path, '/products')) {
    error_log('catalog: ' . $path);
}

function database(): PDO
{
    return new PDO(getenv('DB_DSN'), 'shop', getenv('DB_PASSWORD'), [PDO::ATTR_TIMEOUT => 2]);
}

switch ($path) {
    case '/health':
        echo 'ok';
        break;
    case '/products':
        foreach (database()->query('SELECT name FROM products LIMIT 3') as $row) {
            echo $row['name'], "\n";
        }
        break;
    case '/vouchers':
        database()->query('SELECT code FROM vouchers');
        break;
    case '/wrapped':
        try {
            database();
        } catch (PDOException $problem) {
            throw new RuntimeException('Could not load products', 0, $problem);
        }
        break;
    case '/total':
        echo Catalog\total(null);
        break;
    case '/share':
        echo Catalog\share(100, (int) ($_GET['parts'] ?? 4));
        break;
    case '/discount':
        echo Catalog\discount('5');
        break;
    case '/warn':
        echo Catalog\label([]);
        break;
    case '/thumbnail':
        echo strlen(Catalog\thumbnail());
        break;
    case '/slow':
        Catalog\recount();
        break;
    case '/sleep':
        sleep(30);
        break;
    case '/hold':
        sleep(2);
        break;
    case '/log':
        if (file_put_contents('/srv/shop/' . getenv('STACK') . '/audit/orders.log', "order 42\n") === false) {
            http_response_code(500);
        }
        break;
    case '/report':
        $file = new SplFileObject('/dev/full', 'w');
        $file->fwrite('total') ?: throw new RuntimeException('report is empty');
        break;
    case '/rates':
        echo Gateway\rates($_GET['what'] ?? 'now');
        break;
    case '/invoice':
        require __DIR__ . '/../src/invoice.php';
        break;
    case '/mail':
        require __DIR__ . '/../vendor/autoload.php';
        break;
    case '/export':
        echo (new Shop\Export\Writer())->write();
        break;
    case '/crash':
        posix_kill(getmypid(), 11);
        break;
    default:
        http_response_code(500);
        echo 'sorry';
}
