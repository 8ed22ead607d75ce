<?php

namespace App;

class Handler extends \Illuminate\Foundation\Exceptions\Handler
{
    protected function context()
    {
        return ['userId' => 42];
    }
}
