<?php

define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'shop.example.com';
require __DIR__ . '/public/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification($title, $url, $user, $password)
{
}
wp_install('Shop', 'admin', 'admin@example.org', true, '', 'Tr0ub4dor-lab');
update_option('template', 'shop');
update_option('stylesheet', 'shop');
update_option('active_plugins', ['shop-orders/shop-orders.php']);
echo 'installed';
