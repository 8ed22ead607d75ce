<?php

namespace App\Http;

use Closure;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Log;

class LogRequest
{
    public function handle(Request $request, Closure $next)
    {
        if (env('LOG_IDS')) {
            Log::withContext(['request_id' => $request->header('X-Request-ID')]);
        }
        Log::info($request->method() . ' ' . $request->path());

        return $next($request);
    }
}
