<?php

namespace App\Services;

use Illuminate\Support\Facades\DB;
use RuntimeException;
use Throwable;

class Orders
{
    public function find(int $id)
    {
        return DB::table('orders')->where('id', $id)->first();
    }

    public function vouchers()
    {
        return DB::table('vouchers')->where('email', 'ada@example.org')->get();
    }

    public function ratings()
    {
        return DB::select('select rating from products');
    }

    public function transfer(int $from, int $to): void
    {
        DB::transaction(function () use ($from, $to) {
            DB::table('products')->where('id', $from)->update(['stock' => 1]);
            usleep(500000);
            DB::table('products')->where('id', $to)->update(['stock' => 2]);
        });
    }

    public function total(?array $lines): int
    {
        return array_sum(array_column($lines, 'price'));
    }

    public function share(int $parts): int
    {
        return intdiv(100, $parts);
    }

    public function import(): array
    {
        try {
            return json_decode('{"sku": }', true, 8, JSON_THROW_ON_ERROR);
        } catch (Throwable $problem) {
            throw new RuntimeException('supplier feed could not be imported', 7, $problem);
        }
    }

    public function thumbnail(): string
    {
        return str_repeat('pixel', 60 * 1024 * 1024);
    }

    public function invoice(): void
    {
        file_put_contents(base_path('audit/42.txt'), 'Invoice');
    }
}
