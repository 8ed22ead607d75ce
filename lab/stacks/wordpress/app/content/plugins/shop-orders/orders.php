<?php

function shop_total(?array $lines)
{
    return array_sum(array_column($lines, 'price'));
}

function shop_share(int $parts)
{
    return intdiv(100, $parts);
}

function shop_vouchers()
{
    global $wpdb;

    return $wpdb->get_results("SELECT code FROM {$wpdb->prefix}shop_vouchers WHERE email = 'ada@example.org'");
}

function shop_thumbnail()
{
    return str_repeat('pixel', 200 * 1024 * 1024);
}

function shop_recount()
{
    while (true) {
        md5('stock');
    }
}

function shop_print_label()
{
    if (file_put_contents('/srv/shop/wordpress/audit/label.txt', 'label') === false) {
        wp_die('Label could not be printed', 'Label', 500);
    }
}

function shop_rates(string $what)
{
    $answer = wp_remote_get(getenv('PAYMENTS_URL') . '/' . $what, ['timeout' => 1]);
    if (is_wp_error($answer)) {
        throw new RuntimeException('rates: ' . $answer->get_error_message());
    }
    if (wp_remote_retrieve_response_code($answer) >= 400) {
        throw new RuntimeException('rates: GET ' . getenv('PAYMENTS_URL') . '/' . $what . ' answered ' . wp_remote_retrieve_response_code($answer));
    }

    return wp_remote_retrieve_body($answer);
}
