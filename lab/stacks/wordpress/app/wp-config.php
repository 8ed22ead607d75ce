<?php

define('DB_NAME', getenv('WP_DB') ?: 'wordpress');
define('DB_USER', 'shop');
define('DB_PASSWORD', getenv('DB_PASSWORD'));
define('DB_HOST', getenv('DB_HOST'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';
define('WP_DEBUG', true);
define('WP_DEBUG_LOG', '/srv/shop/wordpress/log/debug.log');
define('WP_DEBUG_DISPLAY', false);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', false);
define('WP_SITEURL', getenv('WP_SITEURL') ?: 'http://shop.example.com');
define('WP_HOME', WP_SITEURL);
define('AUTH_KEY', 'n4-Vq8Zt1Lp6Xw3Rk9Ms');
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
