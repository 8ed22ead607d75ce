<?php

get_template_part('header-shop');
while (have_posts()) {
    the_post();
    the_title();
}
echo esc_html(shop_greeting());
