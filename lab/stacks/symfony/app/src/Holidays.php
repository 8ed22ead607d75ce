<?php

namespace App;

final class Holidays
{
    public const ALL = [
        'new year' => '01-01',
        'labour day' => '05-01'
        'christmas' => '12-25',
    ];
}
