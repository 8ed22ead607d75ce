<?php

use App\Services\Orders;
use App\Services\Payments;
use App\Services\Prices;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::get('/health', fn () => 'ok');
Route::get('/orders/{id}', fn (Orders $orders, int $id) => response()->json($orders->find($id)));
Route::get('/vouchers', fn (Orders $orders) => $orders->vouchers());
Route::get('/ratings', fn (Orders $orders) => $orders->ratings());
Route::get('/transfer', fn (Orders $orders, Request $request) => $orders->transfer($request->from, $request->to) ?? 'ok');
Route::get('/total', fn (Orders $orders, Request $request) => $orders->total($request->empty ? null : [['price' => 3]]));
Route::get('/share', fn (Orders $orders, Request $request) => $orders->share((int) ($request->parts ?? 4)));
Route::get('/import', fn (Orders $orders) => $orders->import());
Route::get('/thumbnail', fn (Orders $orders) => strlen($orders->thumbnail()));
Route::get('/invoice', fn (Orders $orders) => $orders->invoice() ?? 'ok');
Route::get('/pay/{what}', fn (Payments $payments, string $what) => $payments->charge($what));
Route::get('/prices', fn () => (new Prices())->all());
Route::get('/mail', fn () => app(App\Mail\Sender::class)->send());
Route::get('/landing', fn () => view('landing'));
Route::get('/offer', fn () => view('offer', ['item' => null]));
Route::get('/sorry', fn () => response('sorry', 500));
