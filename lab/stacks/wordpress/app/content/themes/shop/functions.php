<?php

function shop_greeting()
{
    return 'Welcome to the shop';
}
